"""逐行预览 what would happen to each line, as things stand; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.halls.associations import pasted, queries
from app.halls.associations.pasted import Pasted
from app.kernel import associations
from app.kernel.subjects import Subject
from app.lib.markers import N_
from app.lib.uscc import is_uscc

OUTCOMES = {
    "new": N_("将登记"),
    "open": N_("将建档并登记"),
    "member": N_("已是会员"),
    "twice": N_("重复行"),
    "itself": N_("协会本身"),
    "unknown": N_("没有这个代码的企业档案"),
    "check": N_("代码校验不通过"),
    "nocode": N_("这一行没有代码"),
    "heading": N_("表头"),
}
TONES = {"new": "good", "open": "waiting", "member": "ended", "twice": "ended", "heading": "ended"}
# What somebody has to look into; the others need nothing more.
TO_CORRECT = ("itself", "unknown", "check", "nocode")


@dataclass(frozen=True)
class Line:
    """一行预览 what was typed, whom it means, and what would happen."""

    pasted: Pasted
    outcome: str
    subject_id: int | None = None
    name: str = ""  # as it stands on file, or as it is going to
    same_as: int = 0  # the line that says it first

    @property
    def is_new(self) -> bool:
        return self.outcome in ("new", "open")

    @property
    def wants_correcting(self) -> bool:
        return self.outcome in TO_CORRECT

    @property
    def tone(self) -> str:
        return TONES.get(self.outcome, "bad")

    @property
    def disagrees(self) -> bool:
        return bool(self.name) and self.pasted.disagrees(self.name)


def judge(text: str, association: Subject) -> list[Line]:
    """Every line as things stand now."""
    lines = pasted.read(text)
    on_file = queries.on_file([line.code for line in lines])
    numbers = [number for number, _name in on_file.values()]
    standing = associations.standing(association.id, numbers)
    first: dict[str, int] = {}
    return [_judged(line, association, on_file, standing, first) for line in lines]


def _judged(
    line: Pasted,
    association: Subject,
    on_file: dict[str, tuple[int, str]],
    standing: frozenset[int],
    first: dict[str, int],
) -> Line:
    if not line.code:
        return Line(line, "heading" if line.is_heading else "nocode")
    if line.code == association.code:
        return Line(line, "itself", name=association.name)
    number, name = on_file.get(line.code, (None, ""))
    if (before := first.setdefault(line.code, line.number)) != line.number:
        return Line(line, "twice", name=name, same_as=before)
    if number is None:
        return _not_on_file(line)
    return Line(line, "member" if number in standing else "new", number, name)


def _not_on_file(line: Pasted) -> Line:
    """With a name beside its code a file can be opened; without one somebody has to say it."""
    if not is_uscc(line.code):
        return Line(line, "check")
    return Line(line, "open", name=line.name) if line.name else Line(line, "unknown")


def left_over(lines: Sequence[Line], admitted: frozenset[int]) -> list[Line]:
    """What was not entered, and why."""
    return [line for line in lines if line.subject_id not in admitted]


def is_society(code: str) -> bool:
    """社会团体 are registered by civil affairs as their first kind: 51 (GB 32100-2015)."""
    return code.startswith("51")
