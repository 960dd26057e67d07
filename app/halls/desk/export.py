"""清单导出 what a view shows as a table: the same rows, the same columns, in the same order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response
from markupsafe import Markup

from app.halls.desk import facts, queries
from app.halls.desk.board import Board
from app.halls.desk.columns import COLUMNS, REF
from app.halls.desk.rows import Shown, shown
from app.lib import sheets
from app.lib.markers import N_
from app.web.attached import attached
from app.web.language import say, translated

MOST_ROWS = 5000

# A column of the screen that tells two things is two columns on paper.
PARTS = {
    "subject": (COLUMNS["subject"], N_("文号或事项")),
    "turn": (COLUMNS["turn"], N_("所在")),
    "due": (COLUMNS["due"], N_("剩余时间")),
}


class TooMany(Exception):
    """More rows than one table holds."""


def export_of(board: Board) -> tuple[list[str], list[list[str]]]:
    """The heads and every row of the view, all its pages. Raises TooMany."""
    asked, names = board.asked, board.columns_shown
    whole = asked.from_the_start
    rows = queries.page(board.me, board.pile.key, whole, board.now, board.kinds, MOST_ROWS)
    if len(rows) > MOST_ROWS:
        raise TooMany
    heads = [translated(REF), say(N_("种类"))]
    heads += [translated(part) for name in names for part in PARTS.get(name, (COLUMNS[name],))]
    lines = shown(rows, facts.duties_of(rows), board.me, board.now)
    due = [row.due_on.isoformat() if row.due_on else "" for row in rows]
    return heads, [_cells(line, day, names) for line, day in zip(lines, due, strict=True)]


def _cells(line: Shown, day: str, names: Sequence[str]) -> list[str]:
    told: dict[str, tuple[Any, ...]] = {
        "subject": (line.subject, line.title),
        "state": (line.state,),
        "turn": (line.turn, line.host or line.section),
        "due": (day, line.left + line.left_day),
        "holder": (say(N_("我")) if line.mine else line.holder,),
        "code": (line.code,),
        "section": (line.place,),
        "filed": (line.filed,),
        "moved": (line.moved,),
    }
    cells = [line.ref, line.kind, *(cell for name in names for cell in told[name])]
    return [_plain(cell) for cell in cells]


def _plain(words: str) -> str:
    """As it is read, without what a page marks on it."""
    return words.striptags() if isinstance(words, Markup) else words


def as_file(
    heads: Sequence[str], table: sheets.Table, ending: str, name: str, now: datetime
) -> Response:
    """The table as a file of its kind."""
    body = {
        "csv": lambda: sheets.as_csv(heads, table),
        "xlsx": lambda: sheets.as_workbook(name[:31], heads, table),
    }[ending]()
    sent = Response(body, content_type=sheets.MEDIA[ending])
    called = f"{name}-{now:%Y%m%d}.{ending}"
    return attached(sent, called)
