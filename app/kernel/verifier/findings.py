"""核验结果 what was counted, what does not hold, and exactly where."""

import time
from collections import Counter
from dataclasses import dataclass, field

MOST = 200  # findings kept in words for one check; the rest are counted


@dataclass(frozen=True)
class Finding:
    """问题 one thing that does not hold: which check, where, and what."""

    check: str
    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}：{self.says}"


@dataclass
class Report:
    """核验报告 of one check, or of all of them."""

    name: str = ""
    findings: list[Finding] = field(default_factory=list)
    beyond: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def begin(self, name: str) -> None:
        self.name, self.seconds = name, -time.perf_counter()

    def end(self) -> None:
        self.seconds += time.perf_counter()

    def count(self, what: str, how_many: int = 1) -> None:
        self.counted[what] += how_many

    def find(self, where: str, says: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(self.name, where, says))
        else:
            self.beyond += 1

    def add(self, other: "Report") -> None:
        self.findings.extend(other.findings)
        self.beyond += other.beyond
        self.counted.update(other.counted)
        self.seconds += other.seconds

    @property
    def sound(self) -> bool:
        return not self.findings
