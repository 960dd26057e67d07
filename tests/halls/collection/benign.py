"""无害文件: tables as honest programs write them, all holding the same three penalties.

corpus(folder) -> list of (what it is, path, filename)
"""

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from app.halls.collection.columns import COLUMNS, column_named
from tests.halls.collection.hostile import SHEET, changed, entries, members, packed
from tests.halls.collection.table import row, save_csv, save_xlsx

ROWS = [row(CF_WSH=f"资交执罚〔2026〕{n}号") for n in (1, 2, 3)]
CODES = [column.code for column in COLUMNS]
NAMES = [column.name for column in COLUMNS]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)

Benign = tuple[str, Path, str]


def corpus(folder: Path) -> list[Benign]:
    made: list[Benign] = []
    for name, write in WRITERS.items():
        suffix = ".csv" if name.startswith("CSV") else ".xlsx"
        path = folder / f"{len(made):03d}{suffix}"
        write(path)
        made.append((name, path, f"行政处罚 (终稿){suffix}"))
    return made


def cells() -> Iterator[list[Any]]:
    for each in ROWS:
        yield [each.get(code, "") for code in CODES]


# ------------------------------------------------------------------ workbooks


def plain(path: Path) -> None:
    save_xlsx(path, ROWS)


def further_down_and_right(path: Path) -> None:
    save_xlsx(path, ROWS, at=(4, 3))


def columns_in_another_order(path: Path) -> None:
    save_xlsx(path, ROWS, codes=CODES[::-1])


def by_openpyxl(path: Path, decorate: Callable[[Any, Any], None] | None = None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(NAMES)
    for each in cells():
        sheet.append(each)
    if decorate:
        decorate(book, sheet)
    book.save(path)


def with_title_rows(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "资州市交通运输局 2026 年 11 月行政处罚信息"
        sheet.merge_cells("A1:F1")
        sheet["A2"] = "填表说明：带 * 为必填"

    by_openpyxl(path, decorate)


def with_two_header_rows(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(2)
        for place, code in enumerate(CODES, 1):
            sheet.cell(2, place, code)

    by_openpyxl(path, decorate)


def with_stars_and_remarks(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        for place, name in enumerate(NAMES, 1):
            sheet.cell(1, place, f" * {name}\n（必填）")

    by_openpyxl(path, decorate)


def with_borders_to_the_end(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        thin = Border(left=Side("thin"))
        for line in (5, 6, 1048576):
            sheet.cell(line, 1).border = thin
        sheet.cell(2, 16384).border = thin

    by_openpyxl(path, decorate)


def with_blank_rows(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(3, 2)
        sheet["A4"] = "   "

    by_openpyxl(path, decorate)


def with_comments_lists_and_filters(path: Path) -> None:
    def decorate(_book: Any, sheet: Any) -> None:
        sheet["A1"].comment = Comment("必填", "科室")
        choices = DataValidation(type="list", formula1='"法人及非法人组织,自然人"')
        sheet.add_data_validation(choices)
        choices.add("B2:B100")
        sheet.auto_filter.ref = "A1:AD4"
        sheet.freeze_panes = "B2"

    by_openpyxl(path, decorate)


def with_a_link_and_a_stamp(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("处罚")
        sheet.write_row(0, 0, NAMES)
        for number, each in enumerate(cells(), 1):
            for place, value in enumerate(each):
                sheet.write_string(number, place, str(value))
        sheet.write_url(0, 35, "https://example.invalid/", string="")
        sheet.insert_image(8, 1, "stamp.png", {"image_data": io.BytesIO(PNG)})


def with_other_sheets(path: Path) -> None:
    def decorate(book: Any, _sheet: Any) -> None:
        book.create_sheet("填表说明", 0)["A1"] = "请先阅读"
        book.create_sheet("字典")["A1"] = "罚款"
        book.create_sheet("空")

    by_openpyxl(path, decorate)


def with_the_data_behind_a_hidden_copy(path: Path) -> None:
    def decorate(book: Any, sheet: Any) -> None:
        hidden = book.create_sheet("旧数据", 0)
        hidden.sheet_state = "hidden"
        hidden.append(NAMES)
        hidden.append(["旧"] * 30)
        book.active = 1
        assert sheet.title == "Sheet"

    by_openpyxl(path, decorate)


def with_a_chart_in_front(path: Path) -> None:
    def decorate(book: Any, _sheet: Any) -> None:
        book.create_chartsheet("图", 0)

    by_openpyxl(path, decorate)


def with_formulas_that_have_results(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        for number, each in enumerate(cells(), 1):
            for place, value in enumerate(each):
                sheet.write_string(number, place, str(value))
            sheet.write_formula(number, CODES.index("CF_NR_FK"), "=20000/10000", None, 2)


def amounts_as_numbers(path: Path) -> None:
    save_xlsx(path, [{**each, "CF_NR_FK": 2.0} for each in ROWS])


def dates_from_1904(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, NAMES)
        for number, each in enumerate(cells(), 1):
            for place, value in enumerate(each):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write_string(number, place, value)


def inline_strings(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, CODES)
        for number, each in enumerate(cells(), 1):
            for place, value in enumerate(each):
                sheet.write_string(number, place, str(value))


def rich_text(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for place, name in enumerate(NAMES):
            sheet.write_rich_string(0, place, name[:1], bold, name[1:])
        for number, each in enumerate(cells(), 1):
            for place, value in enumerate(each):
                sheet.write_string(number, place, str(value))


def stored_members(path: Path) -> None:
    path.write_bytes(packed(members(), zipfile.ZIP_STORED))


def streamed_members(path: Path) -> None:
    """Sizes stand behind the data, as programs write that cannot go back."""

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.written += data
            return len(data)

    stream = OneWay()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:  # type: ignore[arg-type]
        for name, content in members().items():
            book.writestr(name, content)
    path.write_bytes(bytes(stream.written))


def wide_sizes(path: Path) -> None:
    """64-bit records though nothing needs them, as some Java exporters write."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members().items():
            with book.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    data = whole.getvalue()
    count, length, start = struct.unpack("<HII", data[-12:-2])
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + length, 1)
    path.write_bytes(data[:-22] + record + locator + data[-22:])


def wide_everywhere(path: Path) -> None:
    """The same in the table of contents: every size and place refers to a 64-bit field."""
    data = packed(members())
    count, _, start = struct.unpack("<HII", data[-12:-2])
    table = b""
    for at in entries(data):
        entry = bytearray(data[at : at + 46])
        name_size, extra_size = struct.unpack("<2H", entry[28:32])
        packed_size, size, offset = (
            struct.unpack("<I", entry[field : field + 4])[0] for field in (20, 24, 42)
        )
        other = struct.pack("<2HI", 0x5455, 4, 0)  # a time stamp before it
        wide = other + struct.pack("<2H2Q", 1, 24 if offset else 16, size, packed_size)
        entry[20:28] = b"\xff" * 8
        if offset:  # the first stays as it is: only what is all ones is looked up
            wide += struct.pack("<Q", offset)
            entry[42:46] = b"\xff" * 4
        entry[30:32] = struct.pack("<H", extra_size + len(wide))
        table += entry + data[at + 46 : at + 46 + name_size] + wide
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(table), start, 0)
    path.write_bytes(data[:start] + table + end)


def with_folders(path: Path) -> None:
    parts = {"xl/": b"", "xl/worksheets/": b""} | members()
    parts["xl/printerSettings/printerSettings1.bin"] = b"\0" * 40
    parts["docProps/thumbnail.jpeg"] = b"\xff\xd8\xff\xe0"
    path.write_bytes(packed(parts))


def with_prefixes(path: Path) -> None:
    """Every element with a prefix, as the .NET library writes."""
    sheet = members()[SHEET].replace(b"xmlns=", b"xmlns:x=")
    sheet = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", sheet)
    path.write_bytes(changed(sheet=sheet))


def with_single_quotes(path: Path) -> None:
    head, mark, tail = members()[SHEET].partition(b"<sheetData>")
    path.write_bytes(changed(sheet=head + mark + tail.replace(b'"', b"'")))


def with_byte_order_marks(path: Path) -> None:
    parts = {
        name: b"\xef\xbb\xbf" + content if name.endswith(".xml") else content
        for name, content in members().items()
    }
    path.write_bytes(packed(parts))


def absolute_targets(path: Path) -> None:
    rels = members()["xl/_rels/workbook.xml.rels"]
    path.write_bytes(changed(rels=rels.replace(b'Target="', b'Target="/xl/')))


# ------------------------------------------------------------------ text


def chinese_headers(path: Path, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        writer.writerows(cells())


def with_told_separator(path: Path) -> None:
    save_csv(path, ROWS, delimiter=";")
    path.write_text("sep=;\n" + path.read_text("utf-8"), "utf-8")


def with_titles_in_text(path: Path) -> None:
    save_csv(path, ROWS)
    path.write_text("资州市行政处罚,2026\n\n" + path.read_text("utf-8"), "utf-8")


def two_header_rows_in_text(path: Path) -> None:
    save_csv(path, ROWS)
    path.write_text(
        ",".join(f"*{name}" for name in NAMES) + "\n" + path.read_text("utf-8"), "utf-8"
    )


def old_line_ends(path: Path) -> None:
    save_csv(path, ROWS)
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))


def trailing_separators(path: Path) -> None:
    save_csv(path, ROWS)
    path.write_bytes(path.read_bytes().replace(b"\r\n", b",,\r\n"))


WRITERS: dict[str, Callable[[Path], None]] = {
    "plain": plain,
    "further down and right": further_down_and_right,
    "columns in another order": columns_in_another_order,
    "by another library": by_openpyxl,
    "with title rows": with_title_rows,
    "with two header rows": with_two_header_rows,
    "with stars and remarks": with_stars_and_remarks,
    "with borders to the end": with_borders_to_the_end,
    "with blank rows": with_blank_rows,
    "with comments, lists, filters": with_comments_lists_and_filters,
    "with a link and a stamp": with_a_link_and_a_stamp,
    "with other sheets": with_other_sheets,
    "with a hidden copy": with_the_data_behind_a_hidden_copy,
    "with formulas that have results": with_formulas_that_have_results,
    "amounts as numbers": amounts_as_numbers,
    "dates from 1904": dates_from_1904,
    "inline strings": inline_strings,
    "rich text": rich_text,
    "stored members": stored_members,
    "streamed members": streamed_members,
    "wide sizes": wide_sizes,
    "wide everywhere": wide_everywhere,
    "with a chart in front": with_a_chart_in_front,
    "with folders and printer settings": with_folders,
    "with prefixes": with_prefixes,
    "with single quotes": with_single_quotes,
    "with byte order marks": with_byte_order_marks,
    "absolute targets": absolute_targets,
    "CSV UTF-8": lambda path: chinese_headers(path, "utf-8"),
    "CSV UTF-8 with mark": lambda path: chinese_headers(path, "utf-8-sig"),
    "CSV GB18030": lambda path: chinese_headers(path, "gb18030"),
    "CSV GBK": lambda path: chinese_headers(path, "gbk"),
    "CSV semicolons": lambda path: save_csv(path, ROWS, delimiter=";") and None,
    "CSV tabs": lambda path: save_csv(path, ROWS, delimiter="\t") and None,
    "CSV all quoted": lambda path: save_csv(path, ROWS, quoting=csv.QUOTE_ALL) and None,
    "CSV told separator": with_told_separator,
    "CSV with titles": with_titles_in_text,
    "CSV with two header rows": two_header_rows_in_text,
    "CSV old line ends": old_line_ends,
    "CSV trailing separators": trailing_separators,
}


def rows_of(table: Any) -> list[dict[str, str]]:
    """The rows of an opened table by standard column, as text, dates as ISO."""
    places = table.columns.places
    return [
        {code: text_of(cells[place]) for code, place in places.items() if place < len(cells)}
        for _, cells in table.rows
    ]


def text_of(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:g}"
    assert column_named(cell) is None
    return str(cell)[:10] if re.match(r"\d{4}-\d\d-\d\d", str(cell)) else str(cell)


def expected() -> list[dict[str, str]]:
    return [{code: text_of(each.get(code, "")) for code in CODES} for each in ROWS]
