"""依据撤销 what the withdrawal of a record has besides being a case."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.revocation.rules import HOW
from app.extensions import BigId
from app.kernel.cases import Case


class Revocation(Case):
    """依据撤销 that a record rests on a decision which stands no more, and is to be taken back."""

    __tablename__ = "revocation"
    __table_args__ = (
        CheckConstraint("how in ('','revoked','changed','unlawful','void')", name="how"),
    )
    __mapper_args__ = {"polymorphic_identity": "revocation"}  # noqa: RUF012

    # What is proposed, and what the confirmation rests on beside the record and the paper itself.
    DECLARED: ClassVar = (
        *("how", "paper_title", "paper_no", "paper_by", "paper_on", "received_on", "reason"),
    )
    WEIGHED: ClassVar = DECLARED

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(12), default="")
    paper_title: Mapped[str] = mapped_column(String(120), default="")  # 撤销文书
    paper_no: Mapped[str] = mapped_column(String(64), default="")
    paper_by: Mapped[str] = mapped_column(String(200), default="")
    paper_on: Mapped[date | None]
    received_on: Mapped[date | None]  # the day on which this bureau had it
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def how_name(self) -> str:
        return HOW.get(self.how, "")

    @property
    def paper(self) -> str:
        """《行政复议决定书》（某号）."""
        return f"《{self.paper_title}》（{self.paper_no}）" if self.paper_title else ""
