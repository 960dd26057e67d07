"""事实 what was said in each act still is what the chain committed to; the rest was erased."""

import json
from datetime import date

from sqlalchemy import Connection

from app.kernel.verifier.canonical import committed
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, raw

_ALL = (
    "select e.id, e.stream, e.seq, e.name, e.commitment, f.salt, cast(f.body as text) "
    "from event e left join event_facts f on f.event_id = e.id order by e.stream, e.seq"
)


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    """Facts may be missing only where an act of erasure names them."""
    missing: dict[int, str] = {}
    erased: set[int] = set()
    for event_id, stream, seq, name, commitment, salt, body in raw(connection, _ALL):
        where = f"{stream} 第{seq}步"
        if salt is None:
            missing[event_id] = where
            continue
        report.count("facts")
        said = json.loads(body)
        if committed(bytes(salt), said) != commitment:
            report.find(where, "所记事实与承诺值不符，被改动过")
        if name == "erase":
            erased.update(said.get("events", ()))
    for event_id, where in missing.items():
        if event_id not in erased:
            report.find(where, "所记事实不见了，没有删除的办理记录")
    report.count("erased", len(missing))
