"""公示 the register is exactly the records that should be public, and shows what it may."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.kernel.public_face import PUBLIC_COLUMNS, face_of, may_be_shown
from app.kernel.verifier.canonical import canonical, digest
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows

_ENTRIES = (
    "select e.slug, e.doc_no, e.digest, cast(e.body as text), cast(e.until_on as text), "
    "r.id, r.public, r.status, r.severity, e.severity, cast(r.maximum_until as text), "
    "cast(r.body as text), s.name, s.code "
    "from public_entry e join credit_record r on r.id = e.record_id "
    "join subject s on s.id = r.subject_id "
    "where e.withdrawn_on is null order by e.id"
)
_MISSING = (
    "select r.id, r.doc_no, cast(r.maximum_until as text), s.code from credit_record r "
    "join subject s on s.id = r.subject_id where r.public and r.status = 'effective' "
    "and cast(r.maximum_until as text) >= :today and not exists (select 1 from public_entry e "
    "where e.record_id = r.id and e.withdrawn_on is null)"
)
_LOG = "select id, slug, kind, added, removed from register_change order by id"
_STANDING = "select slug from public_entry where withdrawn_on is null"


def check(connection: Connection, _outside: Outside, today: date, report: Report) -> None:
    """I5 from both sides, then the log that must lead to the same register, and its index."""
    for row in rows(connection, _ENTRIES):
        report.count("entries")
        _entry(tuple(row), report)
    missing = list(rows(connection, _MISSING, today=today.isoformat()))
    for _id, doc_no, until, code in missing:
        if may_be_shown(code, date.fromisoformat(until), today):
            report.find(f"记录 {doc_no}", "应当公示而没有公示")
    _replay(connection, report)
    _index(connection, report)


def _entry(row: tuple[Any, ...], report: Report) -> None:
    slug, doc_no, told, body, until, _id, public, status, severity, shown_as, maximum = row[:11]
    record_body, name, code = row[11:]
    where, shown = f"公示条目 {slug}（{doc_no}）", json.loads(body)
    if not public or status != "effective":
        report.find(where, f"记录现为“{status}”，不应公示")
    if digest(canonical(shown)) != told:
        report.find(where, "公示内容与摘要不符，被改动过")
    said, as_named = json.loads(record_body), shown.get("subject_name")
    # An enterprise that took another name since is shown under the one in the decision.
    if shown != face_of({"body": said}, str(as_named), code or "") or as_named not in (
        name,
        said.get("CF_XDR_MC"),
    ):
        report.find(where, "公示内容与记录不符")
    if set(shown) - {*PUBLIC_COLUMNS, "subject_name", "subject_code"}:
        report.find(where, "公示了不应公示的栏目")
    if until != maximum or shown_as != severity:
        report.find(where, "公示期或等级与记录不符")


def _replay(connection: Connection, report: Report) -> None:
    """Replaying the log gives the register."""
    standing: set[str] = set()
    expected, added, removed = 0, 0, 0
    for number, slug, kind, total, gone in rows(connection, _LOG):
        expected += 1
        added += kind == "added"
        removed += kind == "removed"
        if number != expected or (total, gone) != (added, removed):
            report.find(f"公示变更 {number}", "编号或累计数不连续：中间有缺失")
            expected, added, removed = number, total, gone
        if kind == "added":
            standing.add(slug)
        elif kind == "removed":
            standing.discard(slug)
    report.count("changes", expected)
    there = {slug for (slug,) in rows(connection, _STANDING)}
    for slug in sorted(there ^ standing):
        report.find(f"公示条目 {slug}", "公示与变更流水不一致")


def _index(connection: Connection, report: Report) -> None:
    """The search index files every standing entry, and no other."""
    place = "rowid" if connection.dialect.name == "sqlite" else "place"
    filed = {p for (p,) in rows(connection, f"select {place} from entry_search")}
    there = {
        p for (p,) in rows(connection, "select place from public_entry where withdrawn_on is null")
    }
    for missing in sorted(there - filed)[:20]:
        report.find(f"检索 {missing}", "公示中的条目检索不到")
    for stray in sorted(filed - there)[:20]:
        report.find(f"检索 {stray}", "检索里留有已不公示的条目")
