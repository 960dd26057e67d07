"""One row from cells to verdict."""

import json

import pytest

from app.halls.collection.checks import RULES, check_row
from app.halls.collection.rules import decision, identity, publication
from app.lib.uscc import make_uscc
from tests.halls.collection.table import COMPANY, SOUND, TODAY, check, context, said


def test_every_rule_but_d6_and_d12_is_called_for_every_row() -> None:
    names = [rule.__name__.partition("_")[0] for rule in RULES]
    assert sorted(names) == sorted(["d1", "d2", "d3", "d4", "d5", "d7", "d8", "d9", "d10", "d11"])


def test_a_sound_row_has_nothing_to_say_and_all_to_give() -> None:
    checked = check()
    assert checked.is_good
    assert checked.faults == ()
    assert checked.values["CF_XDR_SHXYM"] == COMPANY
    assert checked.values["CF_CFLB"] == ("罚款",)
    assert checked.values["BZ"] is None


def test_an_empty_row_says_what_is_missing_and_stands_no_further() -> None:
    checked = check_row({}, context())
    assert {rule for rule, _ in said(checked)} == {"F1"}
    assert len(checked.faults) == 14


def test_all_faults_of_a_row_are_told_not_only_the_first() -> None:
    checked = check(CF_SY="", CF_JDRQ="昨天", CF_NR_FK="2000元", CF_CFLB="打")
    assert said(checked) == [
        ("F1", "CF_SY"),
        ("F9", "CF_CFLB"),
        ("F5", "CF_NR_FK"),
        ("F4", "CF_JDRQ"),
    ]


def test_a_good_row_is_written_as_one_line_of_json() -> None:
    line = check().as_json_line()
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    entry = json.loads(line)
    assert entry["sheet"] == "行政处罚"
    assert entry["row"] == 7
    assert entry["severity"] == "general"
    assert "较大数额" in entry["severity_basis"]
    assert entry["public"] is True
    assert entry["late_days"] == 0
    assert entry["values"] == {
        **{code: value for code, value in SOUND.items() if value},
        "CF_JDRQ": "2026-11-16",
        "CF_YXQ": "2027-11-16",
        "CF_CFLB": ["罚款"],
    }


def test_a_row_without_kinds_has_no_class() -> None:
    entry = json.loads(check(CF_CFLB="").as_json_line())
    assert (entry["severity"], entry["severity_basis"]) == (None, "")


def test_memory_is_emptied_rather_than_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (identity, decision, publication):
        monkeypatch.setattr(module, "MOST_REMEMBERED", 1)
    house = context()
    codes = [make_uscc("91512000", f"MA{n:06d}") for n in range(5)]
    for code in codes:
        amount = str(1 + codes.index(code))
        kinds = "罚款;警告" if code == codes[2] else f"罚款;其他-{amount}"
        assert check(house, CF_XDR_SHXYM=code, CF_NR_FK=amount, CF_NR="", CF_CFLB=kinds).faults
    assert len(house.memory.codes) <= 3
    assert len(house.memory.classes) <= 2
    assert len(house.memory.promised) <= 2
    assert len(house.memory.units) <= 2


def test_text_with_quotes_lines_and_formulas_stays_text_in_json() -> None:
    text = '=1+1\n"引号"\\反斜杠\t，@SUM(A1)'
    entry = json.loads(check(CF_SY=text).as_json_line())
    assert entry["values"]["CF_SY"] == text.replace("\t", " ")


def test_secret_values_are_masked_in_faults() -> None:
    checked = check(CF_FR_ZJLX="身份证", CF_FR_ZJHM="512001198001010012")
    assert checked.faults[0].value == "512***********0012"


def test_the_same_row_is_judged_by_the_day_it_is_brought_in() -> None:
    assert check(context(today=TODAY)).late_days == 0
    assert check(context(today=TODAY.replace(month=12))).late_days > 0
