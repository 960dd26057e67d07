"""授权两人办理 a role is given or taken back by two persons: one proposes, another confirms."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, BigId, Id, db
from app.kernel import events, people, rights, roles
from app.kernel.machines import RuleBroken
from app.kernel.people import Account, Actor, Grant, Section
from app.kernel.roles import Role
from app.lib.markers import N_

ACTS = ("give", "take_back")  # 授予 | 收回
GRANTABLE = tuple(role for role in Role if role not in (Role.APPLICANT, Role.CLOCK))

# Who may set the second signature: another security administrator, or the head of the bureau.
CONFIRMERS = (Role.SECURITY_ADMIN, Role.SIGNER)


class GrantProposal(Base):
    """授权提请 one person's proposal; without the second person it changes nothing."""

    __tablename__ = "grant_proposal"
    __table_args__ = (
        CheckConstraint("act in ('give','take_back')", name="act"),
        CheckConstraint("decision in ('confirmed','declined')", name="decision"),
        CheckConstraint("(decision is null) = (decided_by is null)", name="decided"),
        # T27: nobody for oneself, and no confirmation by whoever proposed.
        CheckConstraint("person_id <> proposed_by", name="not_for_oneself"),
        CheckConstraint(
            "decision is null or decision <> 'confirmed' "
            "or (decided_by <> proposed_by and decided_by <> person_id)",
            name="two_persons",
        ),
        Index(
            "uq_grant_proposal_open",
            "account_id",
            "role",
            "section_id",
            unique=True,
            sqlite_where=text("decision is null"),
            postgresql_where=text("decision is null"),
        ),
    )

    id: Mapped[Id]
    act: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(24))
    section_id: Mapped[int] = mapped_column(BigId, ForeignKey("section.id"))
    reason: Mapped[str] = mapped_column(String(300))
    proposed_by: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    proposed_event: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    decision: Mapped[str | None] = mapped_column(String(12))
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_event: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))

    account: Mapped[Account] = relationship()
    section: Mapped[Section] = relationship()


def propose(
    act: str,
    account: Account,
    role: Role,
    section: Section,
    reason: str,
    by: Actor,
    at: datetime,
    once: str | None = None,
) -> GrantProposal:
    """Propose that a role be given or taken back. Raises RuleBroken with what stands in the way."""
    people.confirm(by)
    _answers_for(by, section, (Role.SECURITY_ADMIN,))
    _may_be_proposed(act, account, role, section, by, at)
    entry = events.record(
        f"account/{account.id}",
        "propose_grant",
        by,
        at,
        facts={"act": act, "role": role, "section": section.key, "reason": reason},
        once=once,
    )
    proposal = GrantProposal(
        act=act,
        account_id=account.id,
        person_id=account.person_id,
        role=role,
        section_id=section.id,
        reason=reason,
        proposed_by=by.person_id,
        proposed_at=entry.at,
        proposed_event=entry.id,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _answers_for(by: Actor, section: Section, roles: tuple[Role, ...]) -> None:
    if by.kind != "staff" or not any(by.holds(role, section.id) for role in roles):
        raise RuleBroken(N_("您不负责这个单位的授权"), "section", "not_yours")


def _may_be_proposed(
    act: str, account: Account, role: Role, section: Section, by: Actor, at: datetime
) -> None:
    if account.kind != "staff" or role not in GRANTABLE:
        raise RuleBroken(N_("只能给工作人员账号授予岗位"), "account", "not_staff")
    if account.person_id == by.person_id:
        raise RuleBroken(N_("任何人不能给自己授权，请由另一位管理员提请"), "account", "oneself")
    if not account.active:
        raise RuleBroken(N_("这个账号已停用"), "account", "closed_account")
    if account.section is None or account.section.house_id != section.house_id:
        raise RuleBroken(N_("只能在账号所属单位内授予岗位"), "section", "other_house")
    if _open(account, role, section) is not None:
        raise RuleBroken(N_("同样的提请正在等待确认"), "role", "waiting_already")
    _still_possible(act, account, role, section, at)


def _still_possible(act: str, account: Account, role: Role, section: Section, at: datetime) -> None:
    standing = _standing(account, role, section)
    if act == "take_back":
        if standing is None:
            raise RuleBroken(N_("该账号没有这个岗位，无从收回"), "role", "not_held")
        return
    if standing is not None:
        raise RuleBroken(N_("该账号已有这个岗位"), "role", "held_already")
    held = rights.roles_of_person(account.person_id)
    if not roles.compatible(held | rights.lent_to(account.person_id, at.date()) | {role}):
        raise RuleBroken(
            N_("系统管理、安全管理、督查三权分立：同一人不能兼任，也不能兼办业务"),
            "role",
            "incompatible",
        )


def _standing(account: Account, role: Role, section: Section) -> Grant | None:
    return db.session.scalar(
        select(Grant).where(
            Grant.account_id == account.id,
            Grant.role == role,
            Grant.section_id == section.id,
            Grant.until.is_(None),
        )
    )


def _open(account: Account, role: Role, section: Section) -> GrantProposal | None:
    return db.session.scalar(
        select(GrantProposal).where(
            GrantProposal.account_id == account.id,
            GrantProposal.role == role,
            GrantProposal.section_id == section.id,
            GrantProposal.decision.is_(None),
        )
    )


def find(proposal_id: int, lock: bool = False) -> GrantProposal | None:
    """The proposal with this number, locked for writing when asked."""
    query = select(GrantProposal).where(GrantProposal.id == proposal_id)
    query = query.execution_options(populate_existing=True)
    return db.session.scalar(query.with_for_update() if lock else query)


def why_not_confirm(proposal: GrantProposal, by: Actor) -> RuleBroken | None:
    """Why this person may not set the second signature; None when they may."""
    if by.person_id == proposal.proposed_by:
        return RuleBroken(N_("授权须两人办理：提请人不能自己确认"), None, "same_person")
    if by.person_id == proposal.person_id:
        return RuleBroken(N_("任何人不能确认给自己的授权"), None, "oneself")
    if by.kind != "staff" or not any(by.holds(role, proposal.section_id) for role in CONFIRMERS):
        return RuleBroken(N_("授权由另一位安全管理员或主要负责人确认"), None, "not_yours")
    return None


def confirm(proposal: GrantProposal, by: Actor, at: datetime, once: str | None = None) -> None:
    """Set the second signature: the role is given or taken back now. Raises RuleBroken."""
    people.confirm(by)
    _unsettled(proposal)
    refusal = why_not_confirm(proposal, by)
    if refusal is not None:
        raise refusal
    account, role, section = proposal.account, Role(proposal.role), proposal.section
    _still_possible(proposal.act, account, role, section, at)
    held = _standing(account, role, section)
    if proposal.act == "give":
        rights.grant(account, role, section, by, at)
    elif held is not None:
        rights.take_back(held, by, at)
    _settle(proposal, "confirmed", by, at, "", once)


def decline(
    proposal: GrantProposal, by: Actor, at: datetime, reason: str, once: str | None = None
) -> None:
    """Turn a proposal down, or take one's own back. Raises RuleBroken."""
    people.confirm(by)
    _unsettled(proposal)
    _answers_for(by, proposal.section, CONFIRMERS)
    _settle(proposal, "declined", by, at, reason, once)


def _unsettled(proposal: GrantProposal) -> None:
    if proposal.decision is not None:
        raise RuleBroken(N_("这项提请已经办结"), None, "settled")


def _settle(
    proposal: GrantProposal, decision: str, by: Actor, at: datetime, reason: str, once: str | None
) -> None:
    entry = events.record(
        f"account/{proposal.account_id}",
        f"{decision}_grant",
        by,
        at,
        facts={"proposal": proposal.id, "reason": reason},
        once=once,
    )
    proposal.decision, proposal.decided_by = decision, by.person_id
    proposal.decided_at, proposal.decided_event = entry.at, entry.id
    db.session.flush()
