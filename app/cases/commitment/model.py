"""信用承诺 what a commitment has besides being a case."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import BigId
from app.kernel.cases import Case
from app.kernel.matters import OpenMatter


class Commitment(Case):
    """信用承诺 a letter signed for one matter, instead of papers, and whether it is kept."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("outcome in ('grant','refuse')", name="outcome"),
        CheckConstraint("(decided_on is null) = (decision_digest is null)", name="decided"),
        CheckConstraint("extent in ('part','unkept')", name="extent"),
        CheckConstraint("(extent is null) = (found_by is null)", name="found"),
    )
    __mapper_args__ = {"polymorphic_identity": "commitment"}  # noqa: RUF012

    # What the applicant declares, and what a decision rests on beside the materials.
    DECLARED: ClassVar = ("said", "valid_until", "signer")
    WEIGHED: ClassVar = ("matter_id", "said", "signer", "findings", "outcome")

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    matter_id: Mapped[int] = mapped_column(BigId, ForeignKey("open_matter.id"), index=True)
    at_desk: Mapped[bool] = mapped_column(default=False)  # opened at the desk for somebody
    said: Mapped[dict[str, Any] | None]  # what was written into the blanks of the letter
    valid_until: Mapped[date | None]
    signer: Mapped[str] = mapped_column(String(80), default="")
    contact_name: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    contact_phone: Mapped[int | None] = mapped_column(BigId, ForeignKey("personal_value.id"))
    outcome: Mapped[str | None] = mapped_column(String(8))
    findings: Mapped[dict[str, Any] | None]
    decision_digest: Mapped[str | None] = mapped_column(String(64))
    decided_on: Mapped[date | None]
    code: Mapped[str | None] = mapped_column(String(20), unique=True)  # 承诺编码
    extent: Mapped[str | None] = mapped_column(String(8))  # 部分或者全部未履行, as found
    unkept: Mapped[str] = mapped_column(String(4000), default="")  # 未履行的承诺内容
    found_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    found_for: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))  # 代

    matter: Mapped[OpenMatter] = relationship(lazy="joined", innerjoin=True)

    @property
    def letter(self) -> list[str]:
        """承诺内容 as this applicant's letter reads."""
        return self.matter.letter(self.said or {})
