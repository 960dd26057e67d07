"""归集的测速 a workbook checked beside a workbook only read; good rows entered beside executemany.

Both sides of the entering are undone after each turn, outside the measured time, so that every turn
finds the same house; what a durable commit costs is in the line of the transition.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from app.extensions import db
from app.halls.collection import entering, staging
from app.halls.collection.dry_run import DryRun, dry_run
from app.halls.collection.line import Context
from app.halls.collection.reading import open_table
from app.halls.collection.sample import sample_rows, write_sample_workbook
from app.kernel import clock, events, imports
from app.kernel.imports import ImportBatch
from app.kernel.tx import transaction
from bench.bureau import MONDAY
from bench.floors.entering import Before, floor
from bench.floors.pages import heard_while
from bench.measure import Run, Thunk
from bench.scenes import who
from bench.stores import Store

CLERK = "handler.road"


class Undo(Exception):
    """Thrown at the end of a turn, so that nothing of it stays."""


@dataclass
class ImportRuns:
    """Both pairs of runs on one database."""

    rows: int
    check: Run
    read: Run
    enter: Run
    insert: Run


class _Desk:
    """One workbook on one database: checked once for its good rows, then again at every turn."""

    def __init__(self, store: Store, rows: int) -> None:
        self.store = store
        self.book = store.folder / f"penalties-{rows}.xlsx"
        self.good, self.faults = store.folder / "good.jsonl", store.folder / "faults.jsonl"
        with store.app.app_context():
            codes = self._context().bureau_codes
            db.session.remove()
        if not self.book.exists():
            write_sample_workbook(self.book, sample_rows(1, rows, MONDAY, next(iter(codes))))
        found = self._in_the_house(self._check)
        if found.good != rows:
            raise AssertionError(f"{found.good} of {rows} rows are good: {found.by_rule}")

    def _context(self) -> Context:
        section = self.store.places.sections[0][0]
        return staging.context_of(ImportBatch(section_id=section, reason=""))

    def _check(self) -> DryRun:
        table = open_table(self.book, self.book.name)
        return dry_run(table, self._context(), self.good, self.faults)

    def _in_the_house(self, act: Callable[[], Any]) -> Any:
        with self.store.app.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    def check(self) -> Run:
        name = f"{self.store.name} check"
        return Run(name, lambda: lambda: self._in_the_house(self._check))

    def read(self) -> Run:
        return Run(f"{self.store.name} read", lambda: lambda: read_alone(self.book))

    def enter(self) -> Run:
        turn = ExitStack()

        def ready() -> Thunk:
            turn.enter_context(self.store.app.app_context())
            turn.push(lambda kind, _why, _trace: kind is Undo)
            turn.enter_context(transaction())
            return self._begun()

        return Run(f"{self.store.name} enter", ready, lambda: _undo(turn))

    def _begun(self) -> Thunk:
        """What stands before the rows of a batch are entered: the batch and the act."""
        actor, at = who(CLERK), clock.now()
        batch = imports.begin(
            key="bench",
            account_id=actor.account_id,
            person_id=actor.person_id,
            section_id=self.store.places.sections[0][0],
            file_name=self.book.name,
            file="bench",
            digest="0" * 64,
            size=self.book.stat().st_size,
            uploaded_at=at,
        )
        batch.counts = {"good": 0}
        act = events.record(batch.stream, "accept", actor, at, section_id=batch.section_id)
        return lambda: entering.enter(batch, self.good, act.id, at, lambda _done, _all: None)


def _undo(turn: ExitStack) -> None:
    turn.__exit__(Undo, Undo(), None)


def read_alone(path: Path) -> list[list[Any]]:
    """The floor of a check: the same reader, every cell, nothing else."""
    return list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def import_runs(store: Store, rows: int) -> ImportRuns:
    """Check and enter once, to hear what is written; then the runs."""
    desk = _Desk(store, rows)
    enter, before, turns = desk.enter(), Before(store), []
    begun = heard_while(store, lambda: turns.append(enter.ready()))
    told = heard_while(store, turns[0])
    enter.after()
    return ImportRuns(rows, desk.check(), desk.read(), enter, floor(before, begun, told))
