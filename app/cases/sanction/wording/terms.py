"""拟列入事项: what every paper of one sanction says of the list, its basis and its measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.cases.spine.matter import Matter, ended
from app.lib.papers import Paragraph, headings, items, said


@dataclass(frozen=True)
class Listing:
    """The same on every paper of one case: which list, for what, on what basis, what follows."""

    name: str
    facts: str
    basis: str
    measures: Sequence[tuple[str, str]]  # what is done, and by which provision
    removal: str
    period: str
    found_in: str = ""  # the paper that found the dishonesty, where there is one
    responsible: str = ""

    def grounds(self, matter: Matter) -> tuple[Paragraph, ...]:
        """事实、依据、措施, under their headings."""
        found = f"{matter.record}已经认定有关事实。\n" if self.found_in else ""
        persons = f"\n责任人员：{ended(self.responsible)}" if self.responsible else ""
        return headings(
            ("事实和证据", said(f"{found}{ended(self.facts)}{persons}")),
            ("依据", said(ended(self.basis))),
            (
                "惩戒措施",
                items((f"{name}。", f"依据：{ended(basis)}") for name, basis in self.measures),
            ),
        )
