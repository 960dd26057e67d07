"""演示数据 a bureau to look at: sections, people for every role, enterprises with synthetic codes.

Nothing here is a real person, enterprise or decision.
Loaded only when XINTU_DEMO says so, never in production.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from app.demonstration import association
from app.demonstration.matters import MATTERS, MATTERS_SINCE
from app.demonstration.sections import KINDS_FIRST, SECTIONS
from app.extensions import db
from app.kernel import calendar, catalogue, desks, events, matters, people, rights, subjects
from app.kernel.outbox import Recipient
from app.kernel.people import CLOCK, Account, Person, Representation, Section
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.subjects import Subject
from app.kernel.tx import transaction
from app.lib.calendar_data import STATE_COUNCIL_TABLES

PASSWORD = "Xintu-demo-2026"  # noqa: S105 - the demonstration's one password, refused in production


@dataclass(frozen=True)
class Staff:
    """演示人员 one account of one person, and the roles it holds where."""

    key: str
    name: str
    person: str
    home: str
    grants: tuple[tuple[Role, str], ...]


R = Role
STAFF = (
    Staff("handler.road", "陈经办", "p01", "road", ((R.HANDLER, "road"),)),
    Staff("handler.road2", "林经办", "p02", "road", ((R.HANDLER, "road"),)),
    Staff("head.road", "周科长", "p03", "road", ((R.HEAD, "road"),)),
    Staff("handler.enforcement", "吴经办", "p04", "enforcement", ((R.HANDLER, "enforcement"),)),
    Staff("handler.enforcement2", "郑经办", "p05", "enforcement", ((R.HANDLER, "enforcement"),)),
    Staff("head.enforcement", "孙科长", "p06", "enforcement", ((R.HEAD, "enforcement"),)),
    Staff("handler.waterway", "何经办", "p07", "waterway", ((R.HANDLER, "waterway"),)),
    Staff("handler.safety", "高经办", "p08", "safety", ((R.HANDLER, "safety"),)),
    Staff("handler.licensing", "马经办", "p09", "licensing", ((R.HANDLER, "licensing"),)),
    Staff("handler.office", "苏经办", "p28", "office", ((R.HANDLER, "office"),)),
    Staff("legal", "罗法规", "p10", "office", ((R.LEGAL, "bureau"),)),
    Staff("legal2", "梁法规", "p11", "office", ((R.LEGAL, "bureau"),)),
    Staff("approver", "宋分管", "p12", "bureau", ((R.APPROVER, "bureau"),)),
    Staff("approver2", "谢分管", "p13", "bureau", ((R.APPROVER, "bureau"),)),
    Staff("signer", "韩局长", "p14", "bureau", ((R.SIGNER, "bureau"),)),
    Staff("publisher", "唐公示", "p15", "office", ((R.PUBLISHER, "bureau"),)),
    Staff("publisher2", "许公示", "p16", "office", ((R.PUBLISHER, "bureau"),)),
    # One person with two roles: the gate lets them do only one separated step of a round.
    Staff(
        "legal.publisher", "邓双岗", "p17", "office", ((R.LEGAL, "bureau"), (R.PUBLISHER, "bureau"))
    ),
    # One person with two accounts: separation counts the person.
    Staff("handler.road.b", "陈经办", "p01", "road", ((R.APPROVER, "bureau"),)),
    Staff("auditor", "曹督查", "p18", "office", ((R.AUDITOR, "bureau"),)),
    Staff("sysadmin", "彭系管", "p19", "office", ((R.SYSTEM_ADMIN, "bureau"),)),
    # Rights are given by two persons: one security administrator proposes, the other confirms.
    Staff("secadmin", "曾安管", "p20", "office", ((R.SECURITY_ADMIN, "bureau"),)),
    Staff("secadmin2", "蒋安管", "p27", "office", ((R.SECURITY_ADMIN, "bureau"),)),
    Staff(
        "handler.yanjiang",
        "萧经办",
        "p21",
        "yanjiang.enforcement",
        ((R.HANDLER, "yanjiang.enforcement"),),
    ),
    Staff("legal.yanjiang", "田法规", "p22", "yanjiang", ((R.LEGAL, "yanjiang"),)),
    Staff("approver.yanjiang", "董分管", "p23", "yanjiang", ((R.APPROVER, "yanjiang"),)),
    Staff("publisher.yanjiang", "潘公示", "p24", "yanjiang", ((R.PUBLISHER, "yanjiang"),)),
    Staff(
        "handler.anyue", "袁经办", "p25", "anyue.enforcement", ((R.HANDLER, "anyue.enforcement"),)
    ),
    Staff("approver.anyue", "于分管", "p26", "anyue", ((R.APPROVER, "anyue"),)),
    Staff("handler.licensing2", "范经办", "p28", "licensing", ((R.HANDLER, "licensing"),)),
    Staff("head.licensing", "石科长", "p29", "licensing", ((R.HEAD, "licensing"),)),
)
# Without whom nothing of 安岳县 would come before its approver; only where the bureau is at work.
STAFF_AT_WORK = (Staff("legal.anyue", "方法规", "p30", "anyue", ((R.LEGAL, "anyue"),)),)

SUBJECTS = (
    ("org", "资阳市顺达示例货运有限公司", "91512000MA0000015M"),
    ("org", "雁江区宏途示例物流有限公司", "91512002MA0000023D"),
    ("sole", "安岳县安捷示例客运服务部", "92512021MA0000031M"),
    ("sole", "雁江区平安示例汽修服务部", "93512022MA0000066K"),
)

# key, name, person, the enterprises it acts for, capacity
APPLICANTS = (
    ("applicant.a", "顺达专员", "a01", ("91512000MA0000015M",), "own"),
    ("applicant.b", "宏途专员", "a02", ("91512002MA0000023D",), "own"),
    ("agent", "代理专员", "a03", ("91512000MA0000015M", "92512021MA0000031M"), "agent"),
)

RECIPIENTS = ("四川省交通运输信用信息平台", "信用中国（四川资阳）")


def is_loaded() -> bool:
    """Whether a bureau is there already, this one or another."""
    return db.session.scalar(select(Section.id).limit(1)) is not None


def load(at: datetime, staff: Sequence[Staff] = STAFF) -> bool:
    """Load the demonstration bureau into an empty database; False when one is there already."""
    if is_loaded():
        return False
    password = generate_password_hash(PASSWORD)
    with transaction():
        for table in STATE_COUNCIL_TABLES:
            calendar.enter_year(table, CLOCK, at)
        sections = _sections()
        persons: dict[str, Person] = {}
        for one in staff:
            _staff(one, sections, persons, password, at)
        files = {code: subjects.enter(kind, name, code) for kind, name, code in SUBJECTS}
        for key, name, person, codes, capacity in APPLICANTS:
            account = _account(key, name, person, "applicant", None, persons, password, at)
            for code in codes:
                rights.represent(account, files[code].id, CLOCK, at, capacity)
        key, name, person = association.OFFICER
        officer = _account(key, name, person, "applicant", None, persons, password, at)
        association.found(officer, files, at)
        for house in ("bureau", "yanjiang", "anyue"):
            db.session.add_all(Recipient(house_id=sections[house].id, name=n) for n in RECIPIENTS)
        catalogue.lay_out(at)
        for matter, wording in MATTERS:
            matters.add_version(matter, sections["licensing"], wording, MATTERS_SINCE, CLOCK, at)
        events.record("bureau/installation", "demonstration", CLOCK, at)
    people.forget_actors()
    return True


def _sections() -> dict[str, Section]:
    made: dict[str, Section] = {}
    for key, name, english, parent, code, mark, review in SECTIONS:
        above = made.get(parent or "")
        section = Section(
            key=key,
            name=name,
            name_en=english,
            parent_id=above.id if above else None,
            bureau_id=above.house_id if above else None,
            code=code,
            mark=mark,
            review_body=review,
            is_office=key == "office",
            keeps_matters=key == "licensing",
        )
        db.session.add(section)
        db.session.flush()
        desks.order(section.id, KINDS_FIRST.get(key, ()))
        made[key] = section
    return made


def _staff(
    staff: Staff,
    sections: dict[str, Section],
    persons: dict[str, Person],
    password: str,
    at: datetime,
) -> None:
    home = sections[staff.home]
    account = _account(staff.key, staff.name, staff.person, "staff", home, persons, password, at)
    for role, where in staff.grants:
        rights.grant(account, role, sections[where], CLOCK, at)


def _account(
    key: str,
    name: str,
    person: str,
    kind: str,
    home: Section | None,
    persons: dict[str, Person],
    password: str,
    at: datetime,
) -> Account:
    if person not in persons:
        persons[person] = Person(name=name)
        db.session.add(persons[person])
        db.session.flush()
    account = Account(
        login=key,
        password=password,
        kind=kind,
        person_id=persons[person].id,
        section_id=home.id if home else None,
        demonstration=True,
        opened_at=at,
    )
    db.session.add(account)
    db.session.flush()
    return account


def who_can_sign_in() -> Iterable[tuple[str, str, str]]:
    """Login, name, and what they are, for the start message."""
    there = set(db.session.scalars(select(Account.login).where(Account.demonstration)))
    for staff in (one for one in (*STAFF, *STAFF_AT_WORK) if one.key in there):
        roles = "、".join(ROLE_NAMES[role] for role, _ in staff.grants)
        home = next(name for key, name, *_ in SECTIONS if key == staff.home)
        yield staff.key, staff.name, f"{home} {roles}"
    for key, name, *_ in (*APPLICANTS, association.OFFICER):
        yield key, name, "申请人 " + "、".join(_acted_for_by(key))


def _acted_for_by(login: str) -> Iterable[str]:
    query = (
        select(Subject.name)
        .join(Representation, Representation.subject_id == Subject.id)
        .join(Account, Account.id == Representation.account_id)
        .where(Account.login == login, Representation.until.is_(None))
    )
    return db.session.scalars(query.order_by(Subject.id))


def has_demonstration_accounts() -> bool:
    return db.session.scalar(select(Account.id).where(Account.demonstration).limit(1)) is not None
