"""检索 the indexes of the staff's search file what there is to find, and nothing else."""

from datetime import date

from sqlalchemy import Connection

from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows

SHOWN = 20  # findings of one kind that are named one by one

# index, what its things are called, and the numbers of all of them
_WHOLE = (
    ("case_search", "办件", 'select id from "case"'),
    ("subject_search", "主体", "select id from subject"),
    ("record_search", "记录", "select id from credit_record"),
    ("letter_search", "承诺书", "select id from letter"),
    ("note_search", "批注", "select event_id from case_note where withdrawn_event is null"),
)


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    """Both ways: what cannot be found, and what is found and is not there."""
    place = "rowid" if connection.dialect.name == "sqlite" else "place"
    for index, called, everything in _WHOLE:
        filed = {number for (number,) in rows(connection, f"select {place} from {index}")}
        there = {number for (number,) in rows(connection, everything)}
        report.count("findable", len(there))
        for number in sorted(there - filed)[:SHOWN]:
            report.find(f"检索 {called} {number}", "查找时找不到，请运行 flask search rebuild")
        for number in sorted(filed - there)[:SHOWN]:
            report.find(
                f"检索 {called} {number}", "检索里有而库里没有，请运行 flask search rebuild"
            )
