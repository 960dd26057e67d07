"""Samples: sound, varied, the same for the same seed."""

from pathlib import Path

from app.halls.collection.dry_run import dry_run
from app.halls.collection.reading import open_table
from app.halls.collection.sample import (
    OFFENCES,
    sample_rows,
    sample_subjects,
    write_sample_workbook,
)
from app.lib.masking import find_personal
from app.lib.uscc import is_uscc
from tests.halls.collection.table import BUREAU, TODAY, context


def test_the_same_seed_gives_the_same_rows() -> None:
    assert sample_rows(7, 50, TODAY, BUREAU) == sample_rows(7, 50, TODAY, BUREAU)
    assert sample_rows(7, 50, TODAY, BUREAU) != sample_rows(8, 50, TODAY, BUREAU)


def test_subjects_have_codes_that_check_and_names_of_nobody() -> None:
    subjects = sample_subjects(1, 60)
    assert all(is_uscc(code) for _, code in subjects)
    assert len({code for _, code in subjects}) == len({name for name, _ in subjects}) == 60
    assert sum(code.startswith("92") for _, code in subjects) == 10


def test_given_subjects_are_used() -> None:
    subjects = sample_subjects(1, 3)
    rows = sample_rows(1, 30, TODAY, BUREAU, subjects)
    assert {(r["CF_XDR_MC"], r["CF_XDR_SHXYM"]) for r in rows} == set(subjects)


def test_a_sample_workbook_enters_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_sample_workbook(path, sample_rows(3, 600, TODAY, BUREAU))
    table = open_table(path, path.name)
    found = dry_run(table, context(), tmp_path / "g", tmp_path / "f")
    assert (found.read, found.good) == (600, 600)
    assert set(found.by_rule) <= {"D4", "D9"}
    assert 100 < found.will_publish < 400


def test_every_offence_occurs_and_nothing_personal() -> None:
    rows = sample_rows(3, 600, TODAY, BUREAU)
    assert {row["CF_WFXW"] for row in rows} == {offence.kind for offence in OFFENCES}
    texts = {str(value) for row in rows for value in row.values()}
    assert not any(find_personal(text) for text in texts)


def test_decisions_lie_within_the_spread_on_weekdays_and_are_numbered_by_year() -> None:
    rows = sample_rows(3, 300, TODAY, BUREAU, spread_days=400)
    days = [row["CF_JDRQ"] for row in rows]
    assert days == sorted(days)
    assert all(0 <= (TODAY - day).days <= 402 and day.weekday() < 5 for day in days)
    assert len({row["CF_WSH"] for row in rows}) == 300
    assert rows[0]["CF_WSH"] == f"资交执罚〔{days[0].year}〕1号"
