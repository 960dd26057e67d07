"""失信惩戒建议 what a sanction recommendation has besides being a case."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.sanction import rules
from app.extensions import BigId
from app.kernel import catalogue, hits
from app.kernel.cases import Case
from app.kernel.catalogue import CatalogueLine
from app.kernel.hits import RuleHit
from app.kernel.records import CreditRecord


class Sanction(Case):
    """失信惩戒建议 that a subject be put on a list, with the measures that follow from it."""

    __tablename__ = "sanction"
    __table_args__ = (
        CheckConstraint("outcome in ('list','refuse')", name="outcome"),
        CheckConstraint("(decided_on is null) = (decision_digest is null)", name="decided"),
    )
    __mapper_args__ = {"polymorphic_identity": "sanction"}  # noqa: RUF012

    # What is proposed, and what a decision rests on beside the record and the materials.
    DECLARED: ClassVar = ("list_key", "measures", "cause", "basis", "responsible")
    VERSIONS: ClassVar = ("list_version", "measure_versions")
    WEIGHED: ClassVar = (*DECLARED, *VERSIONS, "points", "answers", "outcome")

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    list_key: Mapped[str] = mapped_column(String(32), default="")
    measures: Mapped[list[Any]] = mapped_column(default=list)
    # 目录版本: the catalogue as it was when this was proposed.
    list_version: Mapped[int | None]
    measure_versions: Mapped[dict[str, Any] | None]
    cause: Mapped[str] = mapped_column(String(4000), default="")
    basis: Mapped[str] = mapped_column(String(1000), default="")
    responsible: Mapped[str] = mapped_column(String(200), default="")  # 责任人员, inside the house
    proposed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    proposed_for: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))  # 代
    served_on: Mapped[date | None]
    service: Mapped[str] = mapped_column(String(16), default="")
    # 已证明送达: from the account's own record, by the receipt signed for, or since it answered.
    served_for_sure_on: Mapped[date | None]
    points: Mapped[list[Any]] = mapped_column(default=list)  # 陈述申辩: {n, words, on, by}
    waived_on: Mapped[date | None]
    answers: Mapped[dict[str, Any] | None]  # by the number of the point
    outcome: Mapped[str | None] = mapped_column(String(8))
    minutes: Mapped[dict[str, Any] | None]  # 集体讨论: met_on, attended, result
    decision_digest: Mapped[str | None] = mapped_column(String(64))
    decided_on: Mapped[date | None]
    listed_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("credit_record.id"), unique=True
    )

    listed: Mapped[CreditRecord | None] = relationship(foreign_keys=[listed_id])

    @property
    def concerns(self) -> CreditRecord | None:
        """The list entry that this case made; the penalty it rests on stands by itself."""
        return self.listed

    @property
    def hit(self) -> RuleHit | None:
        """规则命中: the hit that this was opened on, where it was."""
        return hits.of_case(self.id)

    @property
    def list_kind(self) -> CatalogueLine:
        """The list, as the catalogue had it when this was proposed."""
        return catalogue.version_of("list", self.list_key, self.list_version or 0)

    @property
    def list_name(self) -> str:
        return self.list_kind.name if self.list_version else ""

    @property
    def chosen(self) -> list[CatalogueLine]:
        """The measures, as the catalogue had them when this was proposed."""
        return catalogue.these("measure", self.measure_versions or {})

    @property
    def service_name(self) -> str:
        return rules.SERVICE.get(self.service, "")
