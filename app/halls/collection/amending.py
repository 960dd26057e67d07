"""撤回: takes back rows that were written as good before a later row contradicted them (D6).

Which of two contradicting rows is right only the clerk can know, so neither enters.
"""

import heapq
import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from app.halls.collection.columns import CODES
from app.halls.collection.line import Line
from app.halls.collection.rules.duplicates import contradicts
from app.halls.collection.tally import DryRun
from app.lib.tables.faults import Fault


def amend(result: DryRun, withdrawn: Mapping[int, int], good_path: Path, faults_path: Path) -> None:
    """Rewrite both files without the withdrawn rows (row → the row contradicting it)."""
    found = []
    for entry in _rewritten(good_path, withdrawn):
        result.withdraw(late=entry["late_days"] > 0, public=entry["public"])
        fault = _fault(entry, withdrawn[entry["row"]])
        result.report([fault], [fault])
        found.append(fault)
    _merge(faults_path, found)


def _rewritten(good_path: Path, withdrawn: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    """Copy the good rows but for the withdrawn ones, which are yielded."""
    part = good_path.with_name(good_path.name + ".part")
    with good_path.open(encoding="utf-8") as rows, part.open("w", encoding="utf-8") as kept:
        for text in rows:
            entry = json.loads(text)
            if entry["row"] in withdrawn:
                yield entry
            else:
                kept.write(text)
    part.replace(good_path)


def _fault(entry: Mapping[str, Any], other_row: int) -> Fault:
    values = entry["values"]
    cells = [values.get(code, "") for code in CODES]
    line = Line(entry["sheet"], entry["row"], cells, range(len(CODES)), values, ())
    contradicts(line, other_row)
    return line.faults[0]


def _merge(faults_path: Path, found: list[Fault]) -> None:
    """Put the new faults between the old ones; the file stays in order of rows."""
    part = faults_path.with_name(faults_path.name + ".part")
    with faults_path.open(encoding="utf-8") as old, part.open("w", encoding="utf-8") as new:
        written = ((json.loads(text)["row"], text) for text in old)
        added = ((fault.row, fault.as_json() + "\n") for fault in found)
        new.writelines(text for _, text in heapq.merge(written, added, key=itemgetter(0)))
    part.replace(faults_path)
