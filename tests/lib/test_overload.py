"""超限超载十项行为: what a penalty's own words show, and when the year has rolled."""

from datetime import date

import pytest

from app.lib import overload
from app.lib.overload import RULES, plate_in, shown_by, year_before


@pytest.mark.parametrize(
    ("text", "plate", "colour"),
    [
        ("驾驶川M12345重型货车", "川M12345", ""),
        ("驾驶黄色川M12345重型货车", "川M12345", "黄"),
        ("驾驶川M·12345（黄牌）", "川M12345", "黄"),
        ("川Ｍ１２３４５（黄色）", "川M12345", "黄"),
        ("川M1234挂（黄色）半挂车", "川M1234挂", "黄"),
        ("新能源货车川MD12345（绿牌）", "川MD12345", "绿"),
        ("新能源货车川M12345D（黄绿色）", "川M12345D", "黄绿"),
        ("川M12345（黄色）与渝A54321（黄色）", "", ""),  # of which of the two nobody can say
        ("川M12345，又查川M12345（黄色）", "川M12345", "黄"),
        ("川O12345", "川O12345", ""),
        ("没有写明车牌的货车", "", ""),
        ("资交执罚〔2026〕12345号", "", ""),
    ],
)
def test_a_plate_is_read_with_its_colour_where_the_facts_name_one(
    text: str, plate: str, colour: str
) -> None:
    expected = ("", "") if text.startswith("川O") else (plate, colour)  # no O on a plate
    assert plate_in(text) == expected


@pytest.mark.parametrize(
    ("title", "facts", "kinds", "shows"),
    [
        ("车辆违法超限运输", "川M12345（黄色）", ("罚款",), {"overloaded"}),
        ("货车超载", "", ("罚款",), {"overloaded"}),
        ("指使、强令车辆违法超限运输", "", ("罚款",), {"directed"}),
        (
            "一年内违法超限运输的货运车辆超过本单位货运车辆总数百分之十",
            "",
            ("责令停产停业",),
            {"ordered", "share_found"},
        ),
        ("车辆违法超限运输", "", ("罚款", "责令停产停业"), {"overloaded", "ordered"}),
        ("机动车维修经营者擅自改装车辆", "", ("吊销许可证件",), {4}),
        ("机动车维修经营者擅自改装车辆", "", ("罚款",), set()),
        ("擅自改装已取得车辆营运证的车辆", "", ("罚款",), set()),
        ("以欺骗、贿赂等不正当手段取得超限运输车辆通行证许可", "", ("罚款",), {6}),
        ("拒绝接受超限超载检查", "", ("罚款",), {7}),
        ("未按规定维护和检测运输车辆", "川M12345", ("罚款",), set()),
    ],
)
def test_what_a_penalty_shows(
    title: str, facts: str, kinds: tuple[str, ...], shows: set[object]
) -> None:
    shown = shown_by(title, facts, kinds)
    flags = {
        name
        for name in ("overloaded", "directed", "ordered", "share_found")
        if getattr(shown, name)
    }
    assert flags | ({shown.alone} if shown.alone else set()) == shows


@pytest.mark.parametrize(
    ("day", "out"),
    [
        (date(2026, 11, 23), date(2025, 11, 23)),
        (date(2028, 2, 29), date(2027, 2, 28)),  # the leap day has no day before it a year ago
        (date(2029, 2, 28), date(2028, 2, 28)),  # so the leap day itself is within
    ],
)
def test_the_corresponding_day_a_year_ago_is_out(day: date, out: date) -> None:
    assert year_before(day) == out


def test_each_of_the_ten_is_reckoned_in_words_or_says_what_it_lacks() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 11))
    assert [rule.number for rule in RULES if rule.counted] == [1, 2, 3, 4, 5, 6, 7]
    assert all(rule.how for rule in RULES if rule.counted)
    assert all(rule.missing for rule in RULES if not rule.counted)
    assert all(rule.cite.startswith("交办公路〔2017〕8号") for rule in RULES)
    assert all(rule.since == date(2017, 2, 1) for rule in RULES)


def test_a_truck_is_its_plate_and_its_colour() -> None:
    assert shown_by(overload.WORDS[0], "川M12345（黄色）", ()).truck == "川M12345|黄"
    assert shown_by(overload.WORDS[0], "川M12345", ()).truck == "川M12345|"
    assert shown_by(overload.WORDS[0], "", ()).truck == ""
