"""An installation of its own, on a database of its own, for tests that are rough with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.faults.served import Served


@pytest.fixture
def served(tmp_path: Path, postgresql: str) -> Iterator[Served]:
    database = ""
    if postgresql:
        admin = create_engine(postgresql, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(text('drop database if exists "killed" with (force)'))
            connection.execute(text('create database "killed"'))
        url = make_url(postgresql).set(database="killed")
        database = url.render_as_string(hide_password=False)
    served = Served(tmp_path / "instance", database)
    served.instance.mkdir()
    yield served
    served.close()
