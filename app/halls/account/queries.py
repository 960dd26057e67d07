"""账号查询 what a person may do here, and who can sign in to the demonstration."""

from collections import defaultdict

from sqlalchemy import func, select

from app.extensions import db
from app.kernel.people import Account, Actor, Grant, Person, Representation, Section
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.subjects import Subject
from app.lib.markers import N_, NC_
from app.web.language import listed, say
from app.web.terms import place, place_term

HANDLE = (Role.HANDLER, Role.HEAD)
DECIDE = (Role.LEGAL, Role.APPROVER, Role.SIGNER, Role.PUBLISHER)
GROUPS = (
    N_("企业申请人"),
    N_("经办人和科室负责人"),
    N_("审核、审批、公示"),
    N_("县区局"),
    N_("督查与系统管理"),
)


def rights_of(actor: Actor) -> list[tuple[str, str]]:
    """The sections and roles, or the enterprises, of whoever is signed in."""
    if actor.kind == "applicant":
        names = db.session.execute(
            select(Subject.name, Representation.capacity)
            .join(Representation, Representation.subject_id == Subject.id)
            .where(Representation.account_id == actor.account_id, Representation.until.is_(None))
            .order_by(Representation.id)
        )
        words = [
            name if capacity == "own" else say(N_("%(name)s（代理）"), name=name)
            for name, capacity in names
        ]
        return [(say(N_("可以办理的企业")), listed(words))]
    held = db.session.execute(
        select(Section.name, Grant.role)
        .join(Grant, Grant.section_id == Section.id)
        .where(Grant.account_id == actor.account_id, Grant.until.is_(None))
        .order_by(Grant.id)
    )
    words = [_post(section, say(ROLE_NAMES[Role(role)])) for section, role in held]
    return [
        (say(N_("所在科室")), place_term(actor.section_name)),
        (say(NC_("many", "岗位")), listed(words)),
    ]


def _post(section: str, role: str) -> str:
    """市道路运输发展中心 经办人: what somebody is, and where."""
    return say(N_("%(section)s %(role)s"), section=place(section), role=role)


def is_for_demonstration(login: str) -> bool:
    return (
        db.session.scalar(
            select(Account.id).where(Account.login == login, Account.demonstration, Account.active)
        )
        is not None
    )


def demonstration_accounts() -> list[tuple[str, list[dict[str, str]]]]:
    """Who can sign in to the demonstration, by what they do there."""
    groups: dict[int, list[dict[str, str]]] = defaultdict(list)
    roles, enterprises = _roles(), _enterprises()
    accounts = db.session.execute(
        select(
            Account.id,
            Account.login,
            Account.kind,
            Person.name,
            Section.name,
            func.coalesce(Section.bureau_id, Section.id),
        )
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Section, Section.id == Account.section_id)
        .where(Account.demonstration, Account.active)
        .order_by(Account.id)
    )
    first_house = None
    for number, login, kind, name, section, house in accounts:
        held = roles.get(number, [])
        what = listed(say(ROLE_NAMES[role]) for role in held)
        shown = _post(section, what) if section else listed(enterprises.get(number, []))
        first_house = first_house or house
        group = _group(kind, house != first_house, held)
        groups[group].append({"login": login, "name": name, "what": shown})
    return [(say(GROUPS[group]), groups[group]) for group in sorted(groups)]


def _group(kind: str, elsewhere: bool, held: list[Role]) -> int:
    if kind == "applicant":
        return 0
    if elsewhere:
        return 3
    if any(role in HANDLE for role in held):
        return 1
    return 2 if any(role in DECIDE for role in held) else 4


def _roles() -> dict[int, list[Role]]:
    held: dict[int, list[Role]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant.account_id, Grant.role).where(Grant.until.is_(None)).order_by(Grant.id)
    )
    for account_id, role in rows:
        held[account_id].append(Role(role))
    return held


def _enterprises() -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Representation.account_id, Subject.name)
        .join(Subject, Subject.id == Representation.subject_id)
        .where(Representation.until.is_(None))
        .order_by(Representation.id)
    )
    for account_id, name in rows:
        names[account_id].append(name)
    return names
