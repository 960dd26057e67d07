"""封存 the seals: chained, signed, true to the acts they name, and the same outside as inside."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.kernel import vault
from app.kernel.verifier.canonical import FORMAT, GENESIS, canonical, linked
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, moment, rows

MOST_ASKED = 400


def check(connection: Connection, outside: Outside, _today: date, report: Report) -> None:
    """Walk the seals in order; then hold every file outside against the one inside."""
    known = _walk(connection, report)
    for file in outside.seals:
        _hold_against(file, known, report)
    on_disk = {file.stem for file in outside.seals}
    newest = max((int(stem) for stem in on_disk if stem.isdecimal()), default=0)
    for seal_id in known:
        if seal_id <= newest and f"{seal_id:06d}" not in on_disk:
            report.find(f"封存 {seal_id}", "库外的文件不见了")
    _marks(connection, report)


def _walk(connection: Connection, report: Report) -> dict[int, str]:
    known: dict[int, str] = {}
    previous, last_at = GENESIS, ""
    query = (
        f"select id, {moment(connection, 'at')}, cast(heads as text), algorithm, previous, digest, "
        "signature from seal order by id"
    )
    for row in list(rows(connection, query)):
        seal_id, at, heads, algorithm, before, digest, signature = row
        where, named = f"封存 {seal_id}", json.loads(heads)
        report.count("seals")
        if before != previous:
            report.find(where, "没有接在前一次封存之后：中间的封存被删除或改动")
        if at < last_at:
            report.find(where, "时间早于前一次封存")
        header = canonical({"format": FORMAT, "at": at, "heads": named})
        if linked(before, header, algorithm) != digest:
            report.find(where, "内容与摘要不符，被改动过")
        if not vault.is_ours(digest.encode(), signature):
            report.find(where, "签名不是本系统的：密钥换过，或封存被伪造")
        _true_to_the_acts(connection, where, named, report)
        known[seal_id], previous, last_at = digest, digest, at
    return known


def _true_to_the_acts(connection: Connection, where: str, named: list[Any], report: Report) -> None:
    """Every head it names is still there, unchanged."""
    for start in range(0, len(named), MOST_ASKED):
        part = named[start : start + MOST_ASKED]
        asked = " or ".join(f"(stream = :n{i} and seq = :s{i})" for i in range(len(part)))
        values = {f"n{i}": head[0] for i, head in enumerate(part)}
        values |= {f"s{i}": head[1] for i, head in enumerate(part)}
        query = f"select stream, seq, digest from event where {asked}"
        there = {(stream, seq): d for stream, seq, d in rows(connection, query, **values)}
        for stream, seq, head in part:
            if there.get((stream, seq)) != head:
                report.find(f"{stream} 第{seq}步", f"{where} 封存过这一步，现在不见了或变了样")


def _hold_against(file: Path, known: dict[int, str], report: Report) -> None:
    where = f"封存文件 {file.name}"
    try:
        line = json.loads(file.read_text(encoding="utf-8"))
        header = canonical({"format": line["format"], "at": line["at"], "heads": line["heads"]})
        reckoned = linked(line["previous"], header, line["algorithm"])
        whole = reckoned == line["digest"] and file.stem == f"{line['id']:06d}"
    except (OSError, ValueError, KeyError, TypeError):
        report.find(where, "读不出来")
        return
    report.count("seal files")
    if not whole:
        report.find(where, "内容与摘要不符，被改动过")
    elif not vault.is_ours(line["digest"].encode(), line["signature"]):
        report.find(where, "签名不是本系统的")
    elif line["id"] not in known:
        report.find(where, "数据库里没有这次封存：数据库被退回到更早的状态")
    elif known[line["id"]] != line["digest"]:
        report.find(where, "与数据库里的同一次封存不同")


def _marks(connection: Connection, report: Report) -> None:
    """No story says it is sealed further than it goes."""
    query = "select name, seq, sealed_seq from stream where sealed_seq > seq"
    for name, seq, sealed in rows(connection, query):
        report.find(f"{name} 第{seq}步", f"曾封存到第{sealed}步，现在只到第{seq}步：末尾被截去")
