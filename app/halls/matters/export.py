"""承诺信息导出 the twenty-one fields of the standard as a table, exact to the field."""

from collections.abc import Sequence

from app.kernel.letters import Letter, row_of
from app.lib import sheets
from app.lib.commitments import NAMES, faults
from app.lib.sheets import Table

SHEET = "信用承诺信息"


class NotExact(Exception):
    """A row is not as the standard has it; nothing is exported."""

    def __init__(self, code: str, columns: Sequence[str]) -> None:
        self.code, self.columns = code, list(columns)
        super().__init__(code)


def rows(letters: Sequence[Letter]) -> list[list[str]]:
    """Every letter as its row. Raises NotExact."""
    table = []
    for letter in letters:
        row = row_of(letter)
        wrong = faults(row)
        if wrong:
            raise NotExact(letter.code, wrong)
        table.append([row[name] for name in NAMES])
    return table


def as_csv(table: Table) -> bytes:
    return sheets.as_csv(NAMES, table)


def as_workbook(table: Table) -> bytes:
    return sheets.as_workbook(SHEET, NAMES, table)
