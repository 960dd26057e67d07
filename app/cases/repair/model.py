"""信用修复 what a repair has besides being a case."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import BigId
from app.kernel.cases import Case


class Repair(Case):
    """信用修复 an application that one adverse record be repaired."""

    __tablename__ = "repair"
    __table_args__ = (
        CheckConstraint("outcome in ('grant','refuse')", name="outcome"),
        CheckConstraint("(decided_on is null) = (decision_digest is null)", name="decided"),
    )
    __mapper_args__ = {"polymorphic_identity": "repair"}  # noqa: RUF012

    # What the applicant declares, and what a decision rests on beside the record and the materials.
    DECLARED: ClassVar = ("statement", "performed_on", "signer")
    WEIGHED: ClassVar = ("statement", "findings", "outcome")

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    at_desk: Mapped[bool] = mapped_column(default=False)  # opened at the desk for somebody
    statement: Mapped[str] = mapped_column(String(4000), default="")
    performed_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(String(80), default="")
    contact_name: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    contact_phone: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    corrected_from: Mapped[str] = mapped_column(String(16), default="")
    outcome: Mapped[str | None] = mapped_column(String(8))
    findings: Mapped[dict[str, Any] | None]
    decision_digest: Mapped[str | None] = mapped_column(String(64))
    decided_on: Mapped[date | None]
