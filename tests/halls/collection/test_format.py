"""docs/formats/import.md says what the code does."""

import re
from pathlib import Path

from app.halls.collection.columns import COLUMNS
from app.lib.tables import limits

ROOT = Path(__file__).parents[3]
CODE = (ROOT / "app" / "halls" / "collection", ROOT / "app" / "lib" / "tables")
PAGE = (ROOT / "docs" / "formats" / "import.md").read_text("utf-8")


def sources() -> str:
    return "\n".join(path.read_text("utf-8") for one in CODE for path in sorted(one.rglob("*.py")))


def test_every_column_is_listed_with_name_need_and_length() -> None:
    for column in COLUMNS:
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| {column.code} |"))
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[1] == column.name
        assert cells[2].startswith(column.need)
        assert cells[3] == str(column.length)


def test_every_rule_is_listed() -> None:
    rules = set(re.findall(r'"([FDT]\d{1,2})"', sources())) | {"D12"}
    listed = set(re.findall(r"^\| ([FDT]\d{1,2})(?:, (T2))? \|", PAGE, re.M))
    assert rules == {rule for pair in listed for rule in pair if rule}


def test_every_refusal_is_listed() -> None:
    codes = set(re.findall(r'Unreadable\(\s*"(\w+)"', sources()))
    assert len(codes) > 30
    table = PAGE.partition("### Why a file is refused")[2].partition("## Rules")[0]
    assert codes == set(re.findall(r"\b[a-z][a-z0-9_]+\b", "".join(
        line.split("|")[1] for line in table.splitlines() if line.startswith("| ")
    ))) - {"code"}  # fmt: skip


def test_limits_are_told_as_they_are() -> None:
    for told in (
        f"{limits.MAX_FILE_BYTES // limits.MIB} MB",
        f"{limits.MAX_ROWS:,} rows",
        f"{limits.MAX_COLUMNS} columns",
        f"unpacked {limits.MAX_UNPACKED_BYTES // limits.MIB} MB",
        f"{limits.MAX_RATIO} to 1",
        f"{limits.MAX_MEMBERS} members",
        f"{limits.MAX_SHEETS} sheets",
        f"first {limits.HEADER_WITHIN_ROWS}",
        f"{limits.FAULTS_IN_FULL:,} findings",
    ):
        assert told in PAGE
