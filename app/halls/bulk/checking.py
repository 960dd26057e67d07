"""逐行核对 what each row of a workbook says, what is wrong with it, and if it adds anything."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from app.cases.applying import PHONE
from app.halls.bulk.columns import code_of, layout_of
from app.kernel import associations, bulk, files
from app.kernel.associations import Member
from app.kernel.bulk import BulkBatch, Said
from app.kernel.matters import OpenMatter
from app.lib import letter_text
from app.lib.markers import N_
from app.lib.tables.cells import Cell
from app.lib.tables.faults import Fault, Level, shorten
from app.lib.tables.layout import Layout
from app.lib.tables.readers import read_cell
from app.lib.tables.reading import Table, open_table
from app.lib.tables.unreadable import Unreadable
from app.lib.uscc import is_uscc
from app.lib.width import half_width

# An association has hundreds of members; more at once cannot be looked over by a person.
MOST_ROWS = 1_000

HERE = N_("这家企业的同一版承诺书已经报送，正在办理或者仍在履行，不重复报送。")


@dataclass
class Line:
    """一行 its values as understood, and what was found about it."""

    sheet: str
    row: int
    layout: Layout
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    here: bool = False

    @property
    def code(self) -> str:
        return str(self.values.get("CODE") or "")

    @property
    def is_bad(self) -> bool:
        return any(fault.level == "error" for fault in self.faults)

    @property
    def outcome(self) -> str:
        return "bad" if self.is_bad else "here" if self.here else "good"

    def shown(self, code: str) -> str:
        return shorten(self.values.get(code) or self.cells.get(code, ""))

    def note(self, level: Level, code: str, rule: str, words: str, **params: object) -> None:
        column = self.layout.by_code[code]
        value = "" if column.secret else shorten(self.cells.get(code, ""))
        name = column.name
        self.faults.append(
            Fault(self.sheet, self.row, code, name, rule, level, words, params, value)
        )

    def wrong(self, code: str, rule: str, words: str, **params: object) -> None:
        self.note("error", code, rule, words, **params)


@dataclass(frozen=True)
class Found:
    """核对结果 every row with what was found, and what concerns the table as a whole."""

    lines: Sequence[Line]
    notes: Sequence[Fault]
    members: dict[str, Member]

    @property
    def faults(self) -> Iterator[Fault]:
        yield from self.notes
        for line in self.lines:
            yield from line.faults

    def counts(self) -> dict[str, int]:
        told = {"read": len(self.lines), "faults": sum(1 for _ in self.faults)}
        outcomes = [line.outcome for line in self.lines]
        return told | {name: outcomes.count(name) for name in ("good", "bad", "here")}


def examine(batch: BulkBatch, today: date) -> Found:
    """Read the workbook of a batch and judge every row as things stand. Raises Unreadable."""
    matter, path = batch.matter, files.path_of(batch.file)
    table = open_table(path, batch.file_name, layout_of(matter))
    lines = [_read(table, matter, row, cells, today) for row, cells in _rows(table)]
    sound = [line for line in lines if not line.is_bad]
    members = dict(associations.members(batch.association_id, [x.code for x in sound], today))
    for line in sound:
        _must_be_member(line, members.get(line.code))
    _judge_together(lines)
    filed = bulk.standing(matter.id, [one.subject_id for one in members.values()])
    for line in lines:
        if line.outcome == "good":
            _judge_on_file(line, members[line.code], filed, today)
    return Found(lines, table.notes, members)


def _rows(table: Table) -> list[tuple[int, list[Cell]]]:
    rows = list(islice(table.rows, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            "too_many_rows",
            N_("一次最多报送 %(most)s 家企业。请分成几个文件上传。"),
            most=MOST_ROWS,
        )
    return rows


def _read(table: Table, matter: OpenMatter, row: int, cells: list[Cell], today: date) -> Line:
    """One row by itself: every cell by its column, then the letter and the days."""
    layout = layout_of(matter)
    line = Line(table.sheet, row, layout)
    width = len(table.header)
    if any(str(cell).strip() for cell in cells[width:]):
        line.wrong("NAME", "F10", N_("列数比表头多，各列可能已错位。请检查分隔符和引号。"))
    for column in layout.columns:
        place = table.columns.places.get(column.code)
        cell = cells[place] if place is not None and place < len(cells) else ""
        line.cells[column.code] = cell
        reading = read_cell(column, cell)
        line.values[column.code] = reading.value
        if reading.trouble:
            level, rule, words, params = reading.trouble
            line.note(level, column.code, rule, words, **params)
    _fill_in(line, matter)
    _judge_signing(line, matter, today)
    return line


def _fill_in(line: Line, matter: OpenMatter) -> None:
    """Every blank of the letter, as its type asks."""
    for place, blank in enumerate(matter.blanks, 1):
        code = code_of(place)
        value = line.values[code]
        typed = value.isoformat() if isinstance(value, date) else str(value or "")
        if not typed:
            continue  # a missing one was noted by its column
        try:
            line.values[code] = letter_text.read(blank, typed)
        except letter_text.Unreadable as why:
            line.wrong(code, "B1", why.says)


def _judge_signing(line: Line, matter: OpenMatter, today: date) -> None:
    signed, until = line.values["SIGNED"], line.values["VALID"]
    if signed and signed > today:
        line.wrong("SIGNED", "B2", N_("签署日期在今天以后。请核对。"))
    elif signed and signed < matter.since:
        line.wrong(
            "SIGNED",
            "B2",
            N_("这一版承诺书%(since)s起适用，不能在此以前签署。请用现行承诺书重新签署。"),
            since=matter.since.isoformat(),
        )
    if until and until < today:
        line.wrong("VALID", "B2", N_("承诺有效期不能早于今天"))
    phone = half_width(str(line.values["PHONE"] or ""))
    if phone and not re.fullmatch(PHONE, phone):
        line.wrong("PHONE", "B3", N_("联系电话只能是数字、空格和短横线，7至20位"))
    line.values["PHONE"] = phone


def _must_be_member(line: Line, member: Member | None) -> None:
    if not is_uscc(line.code):
        line.wrong("CODE", "D1", N_("统一社会信用代码校验不通过，请核对。"))
    elif member is None:
        line.wrong("CODE", "M1", N_("不是本协会登记的会员，不能代为报送。请核对代码。"))
    elif line.values["NAME"] != member.name:
        line.wrong("NAME", "M2", N_("与登记的名称“%(name)s”不一致。请核对。"), name=member.name)


def _judge_together(lines: Sequence[Line]) -> None:
    """One member twice: the same again adds nothing; of two that differ neither is filed."""
    first: dict[str, Line] = {}
    for line in lines:
        if not line.code:
            continue
        other = first.setdefault(line.code, line)
        if other is line:
            continue
        if other.values == line.values:
            line.here = True
            line.note(
                "notice", "CODE", "M3", N_("与第 %(row)s 行相同，只报送一次。"), row=other.row
            )
        else:
            for one, another in ((other, line), (line, other)):
                words = N_("与第 %(row)s 行是同一家企业，内容不同。请只保留正确的一行。")
                one.wrong("CODE", "M3", words, row=another.row)


def _judge_on_file(line: Line, member: Member, filed: frozenset[int], today: date) -> None:
    if member.subject_id in filed:
        line.here = True
        line.note("notice", "CODE", "M4", HERE)
    elif why := bulk.obstacle(member.subject_id, today):
        line.wrong("CODE", "M5", why.says, **why.params)


def said_in(line: Line, member: Member, matter: OpenMatter) -> Said:
    """A good row as what its letter says."""
    values = line.values
    return Said(
        row=line.row,
        subject_id=member.subject_id,
        blanks={
            blank.label: str(values[code_of(place)] or "")
            for place, blank in enumerate(matter.blanks, 1)
        },
        signer=values["SIGNER"],
        signed_on=values["SIGNED"],
        valid_until=values["VALID"],
        contact_name=values["CONTACT"],
        contact_phone=values["PHONE"],
    )
