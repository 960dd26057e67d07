"""统计: the numbers of a dry run; every row read is good, bad or already here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.halls.collection.checks import CheckedRow
from app.lib.tables.faults import Fault

_ON_THE_PAGE = 100  # faults shown at once; all of them are in the file


@dataclass
class DryRun:
    """What an import would do, in numbers, with the first faults for the screen."""

    read: int = 0
    good: int = 0
    bad: int = 0
    already_here: int = 0
    late: int = 0
    will_publish: int = 0
    warnings: int = 0
    faults: int = 0
    faults_listed: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    first_faults: list[Fault] = field(default_factory=list)

    @property
    def balances(self) -> bool:
        """Say whether every row read is accounted for exactly once."""
        return self.read == self.good + self.bad + self.already_here

    def count(self, batch: Sequence[CheckedRow], good: Sequence[CheckedRow]) -> None:
        """Count rows where they belong; late and public are told of good rows only."""
        here = sum(checked.already_here for checked in batch)
        self.read += len(batch)
        self.good += len(good)
        self.already_here += here
        self.bad += len(batch) - len(good) - here
        self.late += sum(checked.late_days > 0 for checked in good)
        self.will_publish += sum(not checked.reason for checked in good)

    def withdraw(self, late: bool, public: bool) -> None:
        """Move one row from the good to the bad."""
        self.good -= 1
        self.bad += 1
        self.late -= late
        self.will_publish -= public

    def report(self, faults: Sequence[Fault], listed: Sequence[Fault]) -> None:
        """Count faults by level and rule, and keep the first for the screen."""
        self.faults += len(faults)
        self.faults_listed += len(listed)
        for fault in faults:
            self.by_rule[fault.rule] += 1
            self.warnings += fault.level == "warning"
        room = _ON_THE_PAGE - len(self.first_faults)
        if room > 0:
            self.first_faults.extend(listed[:room])

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as a batch keeps them."""
        names = "read good bad already_here late will_publish warnings faults faults_listed"
        return {name: getattr(self, name) for name in names.split()} | {
            "by_rule": dict(sorted(self.by_rule.items()))
        }
