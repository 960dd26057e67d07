"""The generator of defects is the oracle: every bad row is found, and nothing else."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter

from app.halls.collection.columns import COLUMNS
from app.halls.collection.dry_run import dry_run
from app.halls.collection.line import RowKey
from app.halls.collection.reading import open_table
from app.halls.collection.rules.duplicates import row_key
from tests.halls.collection.defects import DEFECTS, Error, Formula, malformed
from tests.halls.collection.table import context, row, save_csv

Row = dict[str, Any]


def save(path: Path, rows: list[Row]) -> Path:
    """A workbook with error values and uncomputed formulas where they are asked for."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("行政处罚")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name)
            for number, each in enumerate(rows, 1):
                put(sheet, number, place, each.get(column.code, ""), day)
    return path


def put(sheet: Any, number: int, place: int, value: Any, day: Any) -> None:
    match value:
        case Error():
            sheet.write_formula(number, place, "=NA()", None, value.shown)
        case Formula():
            sheet.write_formula(number, place, value.text, None, "")
        case bool():
            sheet.write_boolean(number, place, value)
        case date():
            if value.year == 1900:  # a day Excel itself gets wrong
                sheet.write_number(number, place, 1, day)
            else:
                sheet.write_datetime(number, place, value, day)
        case float():
            sheet.write_number(number, place, value)
        case str() if value:
            sheet.write_string(number, place, value)


def errors_of(path: Path) -> dict[int, set[tuple[str, str, str]]]:
    found: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    for line in path.read_text("utf-8").rstrip("\n").split("\n"):
        fault = json.loads(line)
        if fault["level"] == "error":
            found[fault["row"]].add((fault["sheet"], fault["column_code"], fault["rule"]))
            assert fault["says"].endswith("。")
            assert fault["column_name"]
    return found


def test_there_are_many_kinds_of_defects_for_every_rule_that_refuses() -> None:
    assert len(DEFECTS) >= 80
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
    rules = {defect.rule for defect in DEFECTS}
    assert rules == {"F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9",
                     "D1", "D2", "D3", "D5", "D8", "D11"}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_each_kind_of_defect_is_told_and_only_it(seed: int, tmp_path: Path) -> None:
    bad = malformed(seed, len(DEFECTS))
    path = save(tmp_path / "a.xlsx", [each.row for each in bad])
    dry_run(open_table(path, path.name), context(), tmp_path / "g", tmp_path / "f")
    errors = errors_of(tmp_path / "f")
    for number, each in enumerate(bad, 2):
        expected = {("行政处罚", each.defect.column, each.defect.rule)}
        assert errors[number] == expected, each.defect.name


@pytest.mark.slow
def test_ten_thousand_malformed_rows_are_all_refused_in_their_place(tmp_path: Path) -> None:
    bad = malformed(20261120, 10_000)
    path = save(tmp_path / "a.xlsx", [each.row for each in bad])
    found = dry_run(open_table(path, path.name), context(), tmp_path / "g", tmp_path / "f")
    assert (found.read, found.good, found.bad, found.already_here) == (10_000, 0, 10_000, 0)
    assert (tmp_path / "g").read_bytes() == b""
    errors = errors_of(tmp_path / "f")
    missed = [
        (number, each.defect.name, errors[number])
        for number, each in enumerate(bad, 2)
        if errors[number] != {("行政处罚", each.defect.column, each.defect.rule)}
    ]
    assert missed == []


def mixed(seed: int, count: int) -> tuple[list[Row], set[int]]:
    """Sound rows with one bad among ten; the numbers of the bad ones."""
    chance = Random(seed)  # noqa: S311
    spoilt = iter(malformed(seed, count))
    rows, bad_rows = [], set()
    for number in range(count):
        each = next(spoilt)
        typed = any(isinstance(value, Error | Formula | bool) for value in each.row.values())
        if chance.random() < 0.1 and not typed:
            rows.append(each.row)
            bad_rows.add(number + 2)
        else:
            rows.append(row(CF_WSH=f"资交执罚〔2025〕{number + 1}号"))
    return rows, bad_rows


@pytest.mark.slow
def test_fifty_thousand_mixed_rows_balance_and_a_second_time_add_nothing(tmp_path: Path) -> None:
    rows, _ = mixed(7, 50_000)
    path = save_csv(tmp_path / "a.csv", rows)
    good = tmp_path / "g"
    first = dry_run(open_table(path, path.name), context(), good, tmp_path / "f")
    assert first.balances
    assert first.read == 50_000
    entries = [json.loads(line) for line in good.read_text("utf-8").splitlines()]
    assert len(entries) == first.good
    refused = set(errors_of(tmp_path / "f"))
    assert refused | {entry["row"] for entry in entries} == set(range(2, 50_002))
    assert refused.isdisjoint({entry["row"] for entry in entries})
    house = {row_key(entry["values"]): entry["fingerprint"] for entry in entries}
    assert len(house) == first.good

    def known(keys: Any) -> dict[RowKey, str]:
        return {key: house[key] for key in keys if key in house}

    again = dry_run(open_table(path, path.name), context(known=known), good, tmp_path / "f2")
    assert (again.good, again.already_here, again.bad) == (0, first.good, first.bad)
    assert good.read_bytes() == b""


@pytest.mark.slow
def test_bad_rows_among_good_are_the_ones_that_were_spoilt(tmp_path: Path) -> None:
    rows, bad_rows = mixed(11, 5_000)
    # Dates and numbers of a workbook become text in CSV; what was wrong only as a type is left out.
    path = save(tmp_path / "a.xlsx", rows)
    found = dry_run(open_table(path, path.name), context(), tmp_path / "g", tmp_path / "f")
    assert set(errors_of(tmp_path / "f")) == bad_rows
    assert found.bad == len(bad_rows)
