"""差错页: a refusal is drawn even when the database answers nothing at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from tests.browser import seen


@contextmanager
def gone(kind: type[DBAPIError]) -> Iterator[None]:
    """A database that answers every question with this fault."""

    def refuse(*_: Any) -> None:
        raise kind("select", {}, Exception("the database is gone"))

    event.listen(Engine, "before_cursor_execute", refuse)
    yield
    event.remove(Engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [(OperationalError, 503, "busy"), (DatabaseError, 500, "fault")],
)
@pytest.mark.parametrize("path", ["/home", "/register", "/desk", "/sign-in"])
def test_a_page_says_so_when_the_database_is_gone(
    sign_in: Any, path: str, kind: type[DBAPIError], status: int, code: str
) -> None:
    client = sign_in("handler.road")
    with gone(kind):
        page = seen(client.get(path))
    assert page.status == status, page.text
    assert page.refusals == [code]
    assert page.tree.xpath("//h1/text()")


def test_an_address_that_is_not_there_needs_no_database(sign_in: Any) -> None:
    client = sign_in("handler.road")
    with gone(OperationalError):
        page = seen(client.get("/nowhere"))
    assert (page.status, page.refusals) == (404, ["not_found"])
