"""The members of a workbook, looked at before anything else opens it."""

import io

import pytest

from app.lib.tables import parts
from app.lib.tables.unreadable import Unreadable
from tests.halls.collection.hostile import added, base


def inspected(data: bytes) -> dict[str, parts.Sheet]:
    return dict(parts.inspect(io.BytesIO(data), len(data)))


def test_the_sheets_are_told_by_title_with_their_shape() -> None:
    (title,) = seen = inspected(base())
    assert title == "行政处罚"
    assert seen[title].shape.last_row == 4
    assert seen[title].damaged_cells(io.BytesIO(base())) == {}


def test_a_table_of_strings_beyond_any_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_CELLS", 10)
    with pytest.raises(Unreadable) as why:
        inspected(base())
    assert why.value.code == "too_many_rows"


@pytest.mark.parametrize("name", ["xl/media/a.png", "xl/comments1.xml", "docProps/custom.xml"])
def test_what_tables_carry_is_let_pass(name: str) -> None:
    assert inspected(added(name, b"<a/>"))
