"""粘贴的名册: what comes out of a spreadsheet, an input method, a letter."""

import pytest

from app.halls.associations.forms import plain
from app.halls.associations.pasted import read

CODE = "91512000MA0000015M"


@pytest.mark.parametrize(
    "line",
    [
        CODE,
        "91512000ma0000015m",
        f"  {CODE}　",
        "９１５１２０００ＭＡ０００００１５Ｍ",
        "91512000 MA0000015M",
        "9151-2000-MA00-0001-5M",
        f"{CODE}\t资阳市顺达示例货运有限公司\t13800001111",
        f"12\t{CODE}\t资阳市顺达示例货运有限公司",
        f"12 {CODE}",
        f"资阳市顺达示例货运有限公司 {CODE}",
        f"资阳市顺达示例货运有限公司（{CODE}）",
        f"资阳市顺达示例货运有限公司，统一社会信用代码：{CODE}。",
        f'"{CODE}","资阳市顺达示例货运有限公司"',
        f"512002199001011234 {CODE}",  # somebody's number stands before it
        f"\ufeff{CODE}\u200b",
        f"{CODE} 510123198001011236",
    ],
)
def test_the_code_is_found_in_its_line(line: str) -> None:
    (found,) = read(plain(line))
    assert found.code == CODE


@pytest.mark.parametrize(
    "line",
    [
        "企业名称\t统一社会信用代码",
        "9.1512E+17",
        "91512000MA0000015",
        f"{CODE}8",
        "13800001111",
        "……",
    ],
)
def test_a_line_without_a_code_has_none(line: str) -> None:
    (found,) = read(line)
    assert found.code == ""
    assert found.typed == line


def test_a_code_whose_check_fails_is_still_shown_as_the_code() -> None:
    (found,) = read("91512000MA0000015X 顺达")
    assert found.code == "91512000MA0000015X"


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("企业名称\t统一社会信用代码", True),
        ("代码", True),
        ("资阳市顺达示例货运有限公司", False),
        ("代码：9.1512E+17", False),
        (f"统一社会信用代码：{CODE}", False),
    ],
)
def test_the_head_of_a_column_is_no_fault(line: str, is_heading: bool) -> None:
    (found,) = read(line)
    assert found.is_heading is is_heading


def test_empty_lines_say_nothing_and_keep_the_numbers_of_the_others() -> None:
    lines = read(f"{CODE}\r\n\r\n   \r\n91512002MA0000023D\r\n")
    assert [(line.number, line.code) for line in lines] == [(1, CODE), (4, "91512002MA0000023D")]


@pytest.mark.parametrize(
    ("line", "disagrees"),
    [
        (CODE, False),
        (f"{CODE}\t13800001111", False),
        (f"{CODE}\t资阳市顺达示例货运有限公司", False),
        (f"1\t资阳市 顺达示例货运有限公司\t{CODE}\t赵某", False),
        (f"{CODE}\t雁江区宏途示例物流有限公司", True),
    ],
)
def test_a_name_beside_the_code_is_compared(line: str, disagrees: bool) -> None:
    (found,) = read(line)
    assert found.disagrees("资阳市顺达示例货运有限公司") is disagrees


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"{CODE}\t资阳顺达公司\t13800001111\t张某", "资阳顺达公司"),
        (f"12\t{CODE}\t资阳市顺达示例货运有限公司", "资阳市顺达示例货运有限公司"),
        (f"资阳顺达公司（{CODE}）", "资阳顺达公司"),
        (f"资阳顺达公司{CODE}", "资阳顺达公司"),
        (f"资阳顺达公司，统一社会信用代码：{CODE}。", "资阳顺达公司"),
        (f'"{CODE}","资阳市顺达（内江）货运有限公司"', "资阳市顺达（内江）货运有限公司"),
        (f"{CODE} 张某", ""),
        (CODE, ""),
    ],
)
def test_the_name_beside_the_code_is_read_as_it_was_written(line: str, name: str) -> None:
    (found,) = read(plain(line))
    assert found.name == name
