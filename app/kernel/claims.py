"""认领 who holds a waiting case: one person at a time, on a lease that ends by itself."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, BigId, db
from app.kernel.cases import Case

LEASE = timedelta(hours=48)


class Claim(Base):
    """认领 this person is on it, until then."""

    __tablename__ = "claim"

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    until: Mapped[datetime]


def standing(case: Case, now: datetime) -> Claim | None:
    """The claim in force on a case; an expired lease counts as none."""
    claim = db.session.scalar(
        select(Claim).where(Claim.case_id == case.id).execution_options(populate_existing=True)
    )
    return claim if claim and claim.until > now else None


def hold(case: Case, account_id: int, person_id: int, now: datetime) -> Claim:
    """Give the case to this person, in place of whoever held it."""
    claim = db.session.get(Claim, case.id) or Claim(case_id=case.id)
    claim.account_id, claim.person_id, claim.until = account_id, person_id, now + LEASE
    db.session.add(claim)
    db.session.flush()
    return claim


def let_go(case: Case) -> None:
    """Nobody holds the case any more."""
    db.session.execute(delete(Claim).where(Claim.case_id == case.id))
