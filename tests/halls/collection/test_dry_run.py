"""A whole table: every row counted once, good rows and faults in their files."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.halls.collection import dry_run as module
from app.halls.collection.dry_run import dry_run
from app.halls.collection.line import Context, RowKey
from app.halls.collection.reading import open_table
from app.halls.collection.tally import DryRun
from app.lib.tables.unreadable import Unreadable
from tests.halls.collection.table import BUREAU, PERSON, context, row, save_csv, save_xlsx


def numbered(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [row(CF_WSH=f"资交执罚〔2026〕{n}号", **changes) for n in range(1, count + 1)]


class Desk:
    """Runs tables and keeps what came of the last one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.good_path, self.faults_path = folder / "good.jsonl", folder / "faults.jsonl"

    def run(self, rows: list[dict[str, Any]], house: Context | None = None, **more: Any) -> DryRun:
        return self.run_file(save_xlsx(self.folder / "a.xlsx", rows), house, **more)

    def run_file(self, path: Path, house: Context | None = None, **more: Any) -> DryRun:
        table = open_table(path, path.name)
        return dry_run(table, house or context(), self.good_path, self.faults_path, **more)

    @property
    def good(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.good_path.read_text("utf-8").splitlines()]

    @property
    def faults(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.faults_path.read_text("utf-8").splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_good_rows_are_written_and_counted(desk: Desk) -> None:
    found = desk.run(numbered(3))
    assert (found.read, found.good, found.bad, found.already_here) == (3, 3, 0, 0)
    assert found.will_publish == 3
    assert [entry["row"] for entry in desk.good] == [2, 3, 4]
    assert desk.faults == []


def test_bad_rows_are_told_with_sheet_row_column_and_rule(desk: Desk) -> None:
    rows = numbered(3)
    rows[1] = {**rows[1], "CF_SY": "", "CF_JDRQ": "昨天"}
    found = desk.run(rows)
    assert (found.read, found.good, found.bad) == (3, 2, 1)
    assert found.balances
    assert [(f["sheet"], f["row"], f["column_code"], f["rule"]) for f in desk.faults] == [
        ("行政处罚", 3, "CF_SY", "F1"),
        ("行政处罚", 3, "CF_JDRQ", "F4"),
    ]
    assert found.by_rule == {"F1": 1, "F4": 1}
    assert [fault.says for fault in found.first_faults] == [f["says"] for f in desk.faults]


def test_late_and_public_are_counted_of_good_rows_only(desk: Desk) -> None:
    rows = numbered(4)
    rows[0]["CF_JDRQ"] = "2026-10-20"
    rows[1] |= {"CF_JDRQ": "2026-10-20", "CF_SY": ""}
    rows[2] |= PERSON
    found = desk.run(rows)
    assert (found.good, found.late, found.will_publish) == (3, 1, 2)
    assert found.warnings == 2


def test_the_same_row_again_in_the_file_adds_nothing(desk: Desk) -> None:
    rows = numbered(2)
    found = desk.run([rows[0], rows[1], rows[0]])
    assert (found.read, found.good, found.bad, found.already_here) == (3, 2, 0, 1)
    (fault,) = desk.faults
    assert (fault["row"], fault["rule"], fault["level"]) == (4, "D6", "notice")
    assert "第 2 行" in fault["says"]


def test_rows_that_contradict_each_other_enter_neither(desk: Desk) -> None:
    rows = numbered(3)
    found = desk.run([*rows, {**rows[1], "CF_FRDB": "李某", "CF_JDRQ": "2026-10-20"}])
    assert (found.read, found.good, found.bad) == (4, 2, 2)
    assert (found.will_publish, found.late) == (2, 0)
    assert found.balances
    assert [entry["row"] for entry in desk.good] == [2, 4]
    told = [(f["row"], f["rule"]) for f in desk.faults if f["level"] == "error"]
    assert told == [(3, "D6"), (5, "D6")]
    assert [f["row"] for f in desk.faults] == sorted(f["row"] for f in desk.faults)


def test_of_three_that_contradict_none_enters(desk: Desk) -> None:
    rows = numbered(1)
    found = desk.run([{**rows[0], "CF_FRDB": f"{name}某"} for name in "王李张"])
    assert (found.good, found.bad) == (0, 3)
    assert desk.good == []


def test_the_house_is_asked_in_batches_and_believed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    desk.run(numbered(5))
    held = {
        RowKey(BUREAU, entry["values"]["CF_WSH"], entry["values"]["CF_XDR_SHXYM"]): entry[
            "fingerprint"
        ]
        for entry in desk.good
    }
    asked: list[int] = []

    def known(keys: Any) -> dict[RowKey, str]:
        asked.append(len(keys))
        return {key: held[key] for key in keys if key in held}

    rows = numbered(6)
    rows[2]["CF_FRDB"] = "李某"
    found = desk.run(rows, context(known=known))
    assert asked == [2, 2, 2]
    assert (found.read, found.good, found.bad, found.already_here) == (6, 1, 1, 4)


def test_progress_is_told_as_it_goes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 2)
    told: list[tuple[int, int | None]] = []
    desk.run(numbered(5), on_progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_notes_about_the_table_come_first(desk: Desk) -> None:
    path = save_csv(desk.folder / "a.csv", numbered(1))
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join([f"{line},序" if line else line for line in lines]), "utf-8")
    desk.run_file(path)
    assert desk.faults[0]["rule"] == "T1"


def test_a_csv_row_wider_than_the_header_has_shifted(desk: Desk) -> None:
    path = save_csv(desk.folder / "a.csv", numbered(2))
    text = path.read_text("utf-8").rstrip("\n") + ",多出来的\n"
    path.write_text(text, "utf-8")
    found = desk.run_file(path)
    assert (found.good, found.bad) == (1, 1)
    (fault,) = desk.faults
    assert (fault["rule"], fault["column_name"], fault["value"]) == ("F10", "AE", "多出来的")


def test_a_csv_row_narrower_than_the_header_lacks_what_it_lacks(desk: Desk) -> None:
    path = save_csv(desk.folder / "a.csv", numbered(1))
    path.write_text(path.read_text("utf-8") + "资州,自然人\n", "utf-8")
    assert desk.run_file(path).bad == 1


def test_a_scribble_beside_the_table_is_only_pointed_out(desk: Desk) -> None:
    from openpyxl import load_workbook

    path = save_xlsx(desk.folder / "a.xlsx", numbered(2))
    book = load_workbook(path)
    book.worksheets[0]["AG3"] = "已核"
    book.save(path)
    found = desk.run_file(path)
    assert (found.good, found.bad) == (2, 0)
    assert [(f["rule"], f["level"], f["row"]) for f in desk.faults] == [("F10", "warning", 3)]


def test_many_faults_are_counted_but_not_all_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FAULTS_IN_FULL", 20)
    found = desk.run([{"CF_XDR_MC": f"甲{n}"} for n in range(10)])
    assert found.faults == 130
    assert found.bad == 10
    assert found.faults_listed == len(desk.faults) == 13 + 13 + 8
    assert {f["row"] for f in desk.faults} == set(range(2, 12))


def test_a_run_that_breaks_off_leaves_no_file(desk: Desk) -> None:
    path = save_csv(desk.folder / "a.csv", numbered(3))
    path.write_text(path.read_text("utf-8") + '"不成对,' + "x" * 200_000, "utf-8")
    with pytest.raises(Unreadable):
        desk.run_file(path)
    assert [each.name for each in desk.folder.iterdir()] == ["a.csv"]


def test_an_old_result_stays_until_the_new_one_is_whole(desk: Desk) -> None:
    desk.run(numbered(2))

    def fail(_done: int, _total: int | None) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.run(numbered(3), on_progress=fail)
    assert len(desk.good) == 2


def test_an_empty_table_is_no_mistake(desk: Desk) -> None:
    found = desk.run([])
    assert found.as_dict() == {
        "read": 0,
        "good": 0,
        "bad": 0,
        "already_here": 0,
        "late": 0,
        "will_publish": 0,
        "warnings": 0,
        "faults": 0,
        "faults_listed": 0,
        "by_rule": {},
    }
    assert desk.good == []


def test_codes_stored_as_numbers_are_refused_row_by_row(desk: Desk) -> None:
    rows = numbered(2)
    rows[0]["CF_XDR_SHXYM"] = 915120000000000123
    found = desk.run(rows)
    assert (found.good, found.bad) == (1, 1)
    assert desk.faults[0]["rule"] == "F7"


def test_damaged_cells_are_refused_row_by_row(desk: Desk) -> None:
    from openpyxl import load_workbook

    path = save_xlsx(desk.folder / "a.xlsx", numbered(2))
    book = load_workbook(path)
    book.worksheets[0]["A2"] = "=B2"
    book.worksheets[0]["O3"] = "#REF!"
    book.save(path)
    found = desk.run_file(path)
    assert found.bad == 2
    assert [(f["row"], f["column_code"], f["rule"]) for f in desk.faults] == [
        (2, "CF_XDR_MC", "F8"),
        (3, "CF_WFXW", "F8"),
    ]


def test_a_memory_serves_one_context_for_many_tables(desk: Desk) -> None:
    house = context()
    first, second = desk.run(numbered(3), house), desk.run(numbered(3), house)
    assert first == second
