"""卷边的事 what is done beside the cases: a tip, a note, a claim, a deputy, a re-check, a hit."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.demonstration.cast import account, case_about, record_at, who
from app.demonstration.filings import members_filed
from app.demonstration.stories import Days
from app.extensions import db
from app.halls.hits import proposal, queries
from app.kernel import clock, deputies, feedback, hits, holding, notes, rechecks, samples, tips
from app.kernel.cases import About
from app.kernel.deputies import Lent
from app.kernel.hits import RuleHit
from app.kernel.measures import MeasureOrder
from app.kernel.people import Section
from app.kernel.roles import Role
from app.kernel.samples import Recheck
from app.kernel.tips import Tip
from app.kernel.workflow import advance, open_case
from app.lib.catalogue_seeds import SEEDS

TALK = next(str(seed.wording.name) for seed in SEEDS if seed.key == "talk")
DIRECTED = 5  # 指使、强令违法超限运输
AWAY = timedelta(6)


def acts(days: Days) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
    """Each with its moment, in the late afternoon, when the desks have done their cases."""
    told: tuple[tuple[int, Callable[[Days], object]], ...] = (
        (3, _told_by_telephone),
        (2, _accepted),
        (5, _drawn),
        (4, _found_false),
        (2, _looked_into),
        (3, _measure_answered),
        (2, _hit_proposed),
        (2, _colleague_asked),
        (1, _approver_asked),
        (1, _told_online),
        (1, members_filed),
        (0, _stood_in),
        (0, _claimed),
    )
    for place, (back, do) in enumerate(told, 1000):
        yield days.moment(back, place, 13), place, partial(do, days)


# ---------------------------------------------------------------- 第三方反映


def _told_online(days: Days) -> None:
    words = "这条记录写的是恒泰公司的车，但那天在现场被查的是一辆挂靠车，请核对车牌。"
    tips.take_in(record_at("road/328", days), words, who("applicant.b"), clock.now())


def _told_by_telephone(days: Days) -> None:
    tips.take_in(
        record_at("road/303", days),
        "来电人称检测机构出具的报告日期有误，记录写的超期月数可能多算了一个月。",
        who("handler.office"),
        clock.now(),
        how="phone",
        name="刘某",
        phone="13800002222",
    )


def _accepted(_days: Days) -> None:
    tip = db.session.scalars(select(Tip).where(Tip.how == "phone")).one()
    tips.accept(tip, who("handler.office"), clock.now())


def _looked_into(days: Days) -> None:
    """依职权立案."""
    says = {
        "ground": "factual",
        "statement": "记录载明的超期月数与检测机构的报告日期可能不一致，依职权核查。",
        "claim_CF_SY": "所属厢式货车超过规定周期3个月未进行检验检测。",
    }
    case = case_about("objection", "road/303", days)
    advance(case, "start_check", who("handler.office"), clock.now(), says)


# ---------------------------------------------------------------- 复查


def _drawn(days: Days) -> None:
    house = case_about("repair", "road/317", days).house_id
    since, until = days.back(30), days.back(6)
    by, now = who("auditor"), clock.now()
    samples.draw("repair", house, since, until, 3, "20260401", by, now)


def _found_false(days: Days) -> None:
    case = case_about("repair", "road/317", days)
    drawn = db.session.scalars(select(Recheck).where(Recheck.case_id == case.id)).one()
    note = "经函询检验机构，所附检验合格证明的编号不存在，印章不是该机构的印章。"
    rechecks.find(drawn, "false_papers", note, who("legal2"), clock.now())


# ---------------------------------------------------------------- 规则命中


def _hit_proposed(days: Days) -> None:
    """由命中提出: one hit has become a draft, the others wait for somebody to judge them."""
    hit = db.session.scalars(select(RuleHit).where(RuleHit.rule == DIRECTED)).one()
    by, now, rows = who("handler.enforcement"), clock.now(), queries.rows(hit.id)
    section = record_at("enforcement/306", days).section_id
    what = About(hit.subject, db.session.get_one(Section, section), proposal.title(hit))
    said = {"cause": proposal.cause(hit, rows), "basis": proposal.basis(hit)}
    case = open_case("sanction", what, by, now, list_key=proposal.LIST, **said)
    hits.propose(hit, case, by, now)


# ---------------------------------------------------------------- 同事之间


def _colleague_asked(days: Days) -> None:
    case = case_about("objection", "road/320", days)
    words = "@陈经办 请帮忙调一下省道206线称重点当天的原始照片，车牌要看得清。"
    _noted(case, words, "handler.road2")


def _approver_asked(days: Days) -> None:
    case = case_about("repair", "road/310", days)
    words = "@宋分管 检验合格证明的原件今天已经送到，放在卷里第三页。"
    _noted(case, words, "handler.road")


def _noted(case: Any, words: str, login: str) -> None:
    notes.write(case, words, (), who(login), clock.now())


def _measure_answered(days: Days) -> None:
    """响应: one measure of the entry is carried out, the others wait for their sections."""
    listed: Any = case_about("sanction", "enforcement/303", days)
    orders = select(MeasureOrder).where(
        MeasureOrder.record_id == listed.listed_id, MeasureOrder.name == TALK
    )
    why = "已约谈企业负责人，企业提交整改计划。"
    order = db.session.scalars(orders).one()
    feedback.respond(order, "carried", why, who("handler.enforcement"), clock.now(), None)


def _claimed(days: Days) -> None:
    holding.take_up(case_about("repair", "road/307", days), who("handler.road"), clock.now())


def _stood_in(days: Days) -> None:
    """代理: 周科长 is away for some days, and 孙科长 does what the head has to do."""
    absent, deputy, now = account("head.road"), account("head.enforcement"), clock.now()
    section = case_about("repair", "road/307", days).section
    today = now.date()
    events = sorted(deputies.events_of(Role.HEAD))
    lent = Lent(Role.HEAD, section, "", events, today, today + AWAY)
    deputies.give(absent, deputy, lent, "参加省厅培训", who("head.road"), now)
