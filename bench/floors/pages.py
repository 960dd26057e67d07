"""页面的底线 the same page from bare Flask: the rows straight from the driver, one flat template.

The statements are the product's own that fetch what the page shows, heard while it made the page;
what it asks besides (who is signed in, who may do what) is left out. The template is the product's
own page with every value of those rows cut out, so both send the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask
from markupsafe import escape
from sqlalchemy import event

from app.extensions import db
from bench.floors.plain import Plain
from bench.stores import Store

# What is not shown: the session, unread messages, the guards' questions, the calendar's version.
NOT_CONTENT = re.compile(
    r"from sign_in|from \(select notice|from calendar_year|^select duty|union all select .* recusal",
    re.IGNORECASE,
)
SHORTEST = 3  # shorter values stand everywhere in a page


@dataclass(frozen=True)
class Heard:
    """A statement as the driver got it."""

    sql: str
    values: Any


def heard_while(store: Store, act: Callable[[], object]) -> list[Heard]:
    """Every statement the product gives the driver during this act."""
    told: list[Heard] = []

    def listen(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        told.append(Heard(statement, values))

    with store.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return told


def content_of(told: Iterable[Heard]) -> list[Heard]:
    """The reads among them that fetch what is shown."""
    return [
        each
        for each in told
        if each.sql.lstrip().lower().startswith(("select", "with"))
        and not NOT_CONTENT.search(" ".join(each.sql.split()))
    ]


def floor(store: Store, path: str, page: str, content: Sequence[Heard]) -> Flask:
    """A Flask application that answers this path with this page."""
    app, plain = Flask(f"floor-{store.name}"), Plain(store)

    def rows() -> list[list[tuple[Any, ...]]]:
        return [plain.connection.execute(each.sql, each.values).fetchall() for each in content]

    template = app.jinja_env.from_string(cut_out(page, rows()))

    @app.get(path)
    def show() -> str:
        return template.render(rows=rows())

    if template.render(rows=rows()) != page:
        raise AssertionError(f"{store.name}: the floor of {path} is another page")
    return app


def cut_out(page: str, rows: Sequence[Sequence[Sequence[Any]]]) -> str:
    """The page as a template: where a value of the rows stands, its place stands now."""
    places: dict[str, str] = {}
    for s, found in enumerate(rows):
        for r, row in enumerate(found):
            for c, value in enumerate(row):
                words = str(escape(str(value))) if _is_shown(value) else ""
                if len(words) >= SHORTEST:
                    places.setdefault(words, f"{{{{ rows[{s}][{r}][{c}] }}}}")
    if not places:  # nothing found, nothing shown
        return _as_it_is(page)
    wanted = re.compile("|".join(re.escape(w) for w in sorted(places, key=len, reverse=True)))
    parts, end = [], 0
    for found_at in wanted.finditer(page):
        parts += [_as_it_is(page[end : found_at.start()]), places[found_at[0]]]
        end = found_at.end()
    return "".join(parts) + _as_it_is(page[end:])


def _is_shown(value: Any) -> bool:
    return isinstance(value, str | date) and not isinstance(value, datetime)


def _as_it_is(text: str) -> str:
    return f"{{% raw %}}{text}{{% endraw %}}" if text else ""
