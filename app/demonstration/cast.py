"""演示人物 who acts in the stories: who holds the post that takes a step, where it is taken."""

from collections.abc import Mapping

from sqlalchemy import select

from app.demonstration import penalties
from app.demonstration.association import ASSOCIATION, MEMBERS
from app.demonstration.stories import Days, Story
from app.extensions import db
from app.kernel import clock, people
from app.kernel.cases import Case
from app.kernel.people import Account, Actor
from app.kernel.records import CreditRecord

CITY = {
    "office": "handler.office",
    "legal": "legal",
    "approver": "approver",
    "signer": "signer",
    "publisher": "publisher",
}
# 雁江 and 安岳 have no office of their own: their one section takes in what is objected.
YANJIANG = {
    "office": "handler.yanjiang",
    "desk": "handler.yanjiang",
    "legal": "legal.yanjiang",
    "approver": "approver.yanjiang",
    "publisher": "publisher.yanjiang",
}
ANYUE = {"desk": "handler.anyue", "legal": "legal.anyue", "approver": "approver.anyue"}
POSTS: Mapping[str, Mapping[str, str]] = {
    "road": CITY | {"desk": "handler.road", "head": "head.road"},
    "enforcement": CITY | {"desk": "handler.enforcement", "head": "head.enforcement"},
    "waterway": CITY | {"desk": "handler.waterway"},
    "safety": CITY | {"desk": "handler.safety"},
    "yanjiang.enforcement": YANJIANG,
    "anyue.enforcement": ANYUE,
}
LICENSING = CITY | {"desk": "handler.licensing", "head": "head.licensing"}

CODES: Mapping[str, str] = {
    **{key: code for key, (_name, code) in penalties.ENTERPRISES.items()},
    **dict(zip(("chuanchang", "ningcheng", "tongtu"), (code for *_, code in MEMBERS), strict=True)),
    "association": ASSOCIATION[1],
}


def account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def who(login: str) -> Actor:
    """The person with this login, as they may act today."""
    found = account(login)
    return people.actor_with(found.id, found.epoch, clock.today())


def hand_of(post: str, told: Story) -> str:
    """Who holds this post where the story takes place; without a post, whoever began it."""
    return POSTS.get(told.about.partition("/")[0], LICENSING)[post] if post else told.by


def record_at(about: str, days: Days) -> CreditRecord:
    """The record of one penalty, named by its section and number."""
    section, _, number = about.partition("/")
    found = next(p for p in penalties.DOCKETS[section].penalties if p.number == int(number))
    doc_no = penalties.number_of(section, found, days)
    return db.session.scalars(select(CreditRecord).where(CreditRecord.doc_no == doc_no)).one()


def case_about(kind: str, about: str, days: Days) -> Case:
    """The one case of this kind about this penalty."""
    query = select(Case).where(Case.kind == kind, Case.record_id == record_at(about, days).id)
    return db.session.scalars(query).one()
