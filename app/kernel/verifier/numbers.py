"""编号 case references and paper numbers: each series from one to its last, without a gap."""

import re
from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows

_REF = re.compile(r"([A-Z]+)(\d{4})-0*(\d+)")
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")

Series = dict[tuple[str, int], set[int]]


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    cases = _read(_REF, rows(connection, 'select ref from "case"'), report)
    _gap_free("办件编号", cases, connection, "select prefix, year, last from case_series", report)
    papers = _read(
        _NUMBER, rows(connection, "select number from document where number is not null"), report
    )
    _gap_free("文号", papers, connection, "select series, year, last from paper_series", report)


def _read(form: re.Pattern[str], found: object, report: Report) -> Series:
    series: Series = defaultdict(set)
    for (number,) in found:  # type: ignore[attr-defined]
        read = form.fullmatch(number)
        if read is None:
            report.find(str(number), "编号不合规则")
            continue
        series[read[1], int(read[2])].add(int(read[3]))
        report.count("numbers")
    return series


def _gap_free(
    what: str, series: Series, connection: Connection, counters: str, report: Report
) -> None:
    last = {(name, year): n for name, year, n in rows(connection, counters)}
    for key in sorted(set(series) | set(last)):
        name, year = key
        used, counted = series.get(key, set()), last.get(key, 0)
        missing = sorted(set(range(1, counted + 1)) - used)[:5]
        if missing:
            report.find(f"{what} {name} {year}", f"有缺号：{'、'.join(map(str, missing))}")
        if used and max(used) > counted:
            report.find(f"{what} {name} {year}", f"用到{max(used)}号，而计数只到{counted}")
