"""链 each story's acts: numbered without gaps, each holding the one before, none changed."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.kernel.verifier.canonical import GENESIS, Quoted, quoted
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, raw, rows

KNOWN = ("sha256", "sm3")


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    """Every event in order of its story, then that the kept heads are the last of each."""
    report.count("events", _walk(connection, report))
    _heads(connection, report)


def _columns(connection: Connection) -> str:
    """Everything the chain covers, null written out, the moment as `2026-11-23 01:30:00.000000`."""
    columns = ("account_id", "person_id", "section_id", "cause_id", "for_person_id")
    if connection.dialect.name == "sqlite":
        at, numbers = "at", ", ".join(f"coalesce({name}, 'null')" for name in columns)
    else:
        at = "to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        numbers = ", ".join(f"coalesce({name}::text, 'null')" for name in columns)
    return (
        f"select stream, seq, previous, digest, algorithm, {at}, {numbers}, "
        "commitment, name, role, round, source, target from event order by stream, seq"
    )


def _walk(connection: Connection, report: Report) -> int:
    """The loop over everything: written out, because it runs once for every act there ever was."""
    sha256, quote, number = hashlib.sha256, Quoted(), 0
    story, last_seq, last_digest, last_at, told = None, 0, GENESIS, "", ""
    acts = raw(connection, _columns(connection))
    for (stream, seq, previous, digest, algorithm, at, account, person, section, cause, whose,
         commitment, name, role, round_, source, target) in acts:  # fmt: skip
        number += 1
        if stream != story:
            story, last_seq, last_digest, last_at, told = stream, 0, GENESIS, "", quoted(stream)
        written = (
            f'{previous}[1,{{"account":{account},"at":"{at[:10]}T{at[11:]}+00:00",'
            f'"cause":{cause},"commitment":"{commitment}","for":{whose},"format":1,"name":{quote[name]},'
            f'"person":{person},"role":{quote[role]},"round":{round_},"section":{section},'
            f'"seq":{seq},"source":{quote[source]},"stream":{told},"target":{quote[target]}}}]'
        ).encode()
        if algorithm == "sha256":
            found = sha256(written).hexdigest()
        else:
            found = _otherwise(algorithm, written)
        if seq != last_seq + 1 or previous != last_digest or found != digest or at < last_at:
            place = Place(f"{stream} 第{seq}步", last_seq, last_digest, last_at)
            _explain(report, place, seq, previous, at, found == digest)
        last_seq, last_digest, last_at = seq, digest, at
    return number


def _otherwise(algorithm: str, written: bytes) -> str:
    return hashlib.new(algorithm, written).hexdigest() if algorithm in KNOWN else "unknown"


@dataclass(frozen=True)
class Place:
    """所在 an act in its story, and what stood before it."""

    where: str
    last_seq: int
    last_digest: str
    last_at: str


def _explain(
    report: Report, place: Place, seq: int, previous: str, at: str, unchanged: bool
) -> None:
    if seq != place.last_seq + 1:
        report.find(place.where, f"前一步是第{place.last_seq}步，中间有缺失、重复或错位")
    elif previous != place.last_digest:
        report.find(place.where, "没有接在前一步之后：前一步被改动，或这一步是另外插入的")
    if not unchanged:
        report.find(place.where, "内容与摘要不符，这一步被改动过")
    if at < place.last_at:
        report.find(place.where, f"时间早于前一步（{at} < {place.last_at}）")


def _heads(connection: Connection, report: Report) -> None:
    """The kept head of each story is its last act, and each story has one."""
    wrong = (
        "select s.name, s.seq from stream s left join event e "
        "on e.stream = s.name and e.seq = s.seq "
        "where e.id is null or e.digest <> s.digest"
    )
    for name, seq in rows(connection, wrong):
        report.find(f"{name} 第{seq}步", "链头所记的最后一步不存在或不是这一步：末尾被截去或替换")
    beyond = (
        "select e.stream, max(e.seq) from event e left join stream s on s.name = e.stream "
        "group by e.stream, s.seq having s.seq is null or max(e.seq) > s.seq"
    )
    for name, seq in rows(connection, beyond):
        report.find(f"{name} 第{seq}步", "链头没有记到这一步：这一步是另外加上去的，或链头被改动")
    (streams,) = next(rows(connection, "select count(*) from stream"))
    report.count("streams", int(streams))
