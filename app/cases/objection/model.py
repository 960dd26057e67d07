"""异议处理 what an objection has besides being a case."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.objection.rules import FIELDS, GRADE, GROUNDS, OUTCOMES
from app.extensions import BigId
from app.kernel.cases import Case
from app.kernel.records import CreditRecord, says
from app.lib.penalties import SEVERITY_NAMES, Severity

CLAIMS = {f"claim_{code}": code for code in FIELDS}
"""The form's name of each field that may be disputed."""


def words_of(value: Any) -> str:
    """A value of a record as words: several of a kind side by side."""
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


GRADES = {SEVERITY_NAMES[severity]: severity for severity in Severity}


def grade_of(record: CreditRecord | None) -> str:
    """失信程度 as the record is held to be, in its word; none while it is still to be set."""
    return SEVERITY_NAMES[Severity(record.severity)] if record and record.severity else ""


def old_value(record: CreditRecord | None, code: str) -> str:
    """What the record says of this field now, in words."""
    if code == GRADE:
        return grade_of(record)
    return words_of(says(record, code)) if record else ""


class Objection(Case):
    """异议 that a record says something wrong, or is shown where it should not be."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('correct','supplement','reclassify','annul','end','keep')", name="outcome"
        ),
        CheckConstraint("(decided_on is null) = (decision_digest is null)", name="decided"),
    )
    __mapper_args__ = {"polymorphic_identity": "objection"}  # noqa: RUF012

    # What the applicant declares, and what a decision rests on beside the record and the materials.
    DECLARED: ClassVar = ("ground", "statement", *CLAIMS)
    WEIGHED: ClassVar = ("ground", "statement", "claims", "findings", "verified", "outcome")

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    own_motion: Mapped[bool] = mapped_column(default=False)  # 依职权: nobody asked for it
    at_desk: Mapped[bool] = mapped_column(default=False)  # opened at the desk for somebody
    ground: Mapped[str] = mapped_column(String(16), default="")
    statement: Mapped[str] = mapped_column(String(4000), default="")
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by field: what it should say
    contact_name: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    contact_phone: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    corrected_from: Mapped[str] = mapped_column(String(16), default="")
    outcome: Mapped[str | None] = mapped_column(String(12))
    findings: Mapped[dict[str, Any] | None]
    verified: Mapped[str] = mapped_column(String(2000), default="")  # 核查情况, in words
    decision_digest: Mapped[str | None] = mapped_column(String(64))
    decided_on: Mapped[date | None]
    review_until: Mapped[date | None]  # the last day on which a review may be asked for

    @property
    def ground_name(self) -> str:
        return GROUNDS.get(self.ground, "")

    @property
    def outcome_name(self) -> str:
        return OUTCOMES.get(self.outcome or "", "")

    @property
    def claimed(self) -> list[tuple[str, str, str]]:
        """Each disputed field: its name, what stood there when it was disputed, what is claimed."""
        found = self.findings or {}
        return [
            (label, found.get(code, {}).get("old") or old_value(self.record, code), claims[code])
            for claims in (self.claims or {},)
            for code, label in FIELDS.items()
            if code in claims
        ]

    @property
    def found(self) -> list[tuple[str, dict[str, str]]]:
        """核查结论 field by field: old, claimed, found, evidence."""
        findings = self.findings or {}
        return [(label, findings[code]) for code, label in FIELDS.items() if code in findings]


def _claim(code: str) -> Any:
    """One claimed value, by the name the form has for it."""

    def read(case: Objection) -> str:
        return str((case.claims or {}).get(code, ""))

    def write(case: Objection, words: str) -> None:
        others = {c: w for c, w in (case.claims or {}).items() if c != code}
        case.claims = others | ({code: words} if words else {})

    return property(read, write)


for _name, _code in CLAIMS.items():
    setattr(Objection, _name, _claim(_code))
