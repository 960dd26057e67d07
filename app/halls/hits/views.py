"""规则命中 the list with its ten rules, one hit with its rows, and what is done about it."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.halls.hits import proposal, queries
from app.halls.hits.asked import STATES, asked_in
from app.halls.hits.forms import DismissForm, FleetForm
from app.kernel import clock, events, hits, overloads, subjects
from app.kernel.cases import About, Case
from app.kernel.hits import RuleHit
from app.kernel.machines import Reason
from app.kernel.people import Section
from app.kernel.permissions import Permission, can
from app.kernel.roles import Role
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow, NotYours, open_case
from app.lib.markers import N_
from app.lib.overload import BY_NUMBER, RULES
from app.web import workbook
from app.web.access import actor, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say, short_day, translated
from app.web.paging import page_of, whole_number

hall = Blueprint("hits", __name__, url_prefix="/hits")

P = Permission
KIND = "sanction"  # what is opened on a hit


@hall.context_processor
def shown() -> dict[str, object]:
    return {"states": STATES, "named": queries.named, "truck_of": queries.truck_of}


@hall.route("")
@needs(P.SEE_HITS)
def home() -> ResponseReturnValue:
    """规则命中."""
    me, asked = actor(), asked_in(request.args)
    rows = queries.listed(me, asked, whole_number("after"))
    return render_template(
        "halls/hits/home.html",
        asked=asked,
        page=page_of(rows, queries.SIZE, lambda row: row.id),
        rules=RULES,
        by_number=BY_NUMBER,
        counts=queries.counts(me),
        unread=overloads.unreadable(hits.houses_of(me)),
        today=clock.today(),
        may_judge=can(me, P.JUDGE_HITS),
    )


@hall.route("/<int:hit_id>")
@needs(P.SEE_HITS)
def show(hit_id: int) -> ResponseReturnValue:
    """一条命中, with the rows that show it."""
    return _show(_hit_or_404(hit_id))


def _show(hit: RuleHit) -> ResponseReturnValue:
    me, rows = actor(), queries.rows(hit.id)
    may = hits.may_be_proposed(hit)
    case = db.session.get(Case, hit.case_id) if hit.case_id else None
    return render_template(
        "halls/hits/show.html",
        hit=hit,
        case=case,
        rows=rows,
        fallen=[row for row in rows if row.status != "effective"],
        earlier=queries.earlier(hit, me),
        fleets=queries.fleets(hit.subject_id) if hit.law.counted == "fleet" else (),
        may_propose=may and _section_for(hit) is not None,
        may_judge=can(me, P.JUDGE_HITS),
        cause=proposal.cause(hit, rows),
        basis=proposal.basis(hit),
    )


def _section_for(hit: RuleHit) -> int | None:
    """Where I would propose it: at home, else in the first section of that bureau I work in."""
    mine = actor().sections_with(Role.HANDLER)
    houses = dict(actor().houses)
    here = sorted(section for section in mine if houses[section] == hit.house_id)
    home_section = actor().section_id
    return home_section if home_section in here else next(iter(here), None)


@hall.route("/<int:hit_id>/propose", methods=["POST"])
@needs(P.OPEN_CASES)
def propose(hit_id: int) -> ResponseReturnValue:
    """提出惩戒建议: a draft that says what the rows show."""
    form = _once()
    with transaction():
        ref = _proposed(hit_id, form.once.data)
    words = say(N_("已建立草稿，编号%(ref)s。"), ref=ref)
    return done(url_for("door.act", ref=ref, event="propose"), words)


def _proposed(hit_id: int, once: str | None) -> str:
    me, now = actor(), clock.now()
    earlier = events.answered(me.account_id, once)
    if earlier is not None:
        return earlier.stream.removeprefix("case/")
    hit = _hit_or_404(hit_id, lock=True)
    where, rows = _section_for(hit), queries.rows(hit.id)
    if where is None:
        raise NotYours(Reason("section", N_("您不在这个机关的科室经办，不能提出")))
    if not hits.may_be_proposed(hit):
        raise NotNow(Reason("judged", N_("这条命中已经提出或者不予提出")))
    if any(row.status != "effective" for row in rows):
        raise NotNow(Reason("fallen", N_("有证据行已经失效，请等待重新核算后再提出")))
    what = About(hit.subject, db.session.get_one(Section, where), proposal.title(hit))
    said = {"list_key": proposal.LIST, "cause": proposal.cause(hit, rows)}
    case = open_case(KIND, what, me, now, once=once, basis=proposal.basis(hit), **said)
    hits.propose(hit, case, me, now)
    return case.ref


@hall.route("/<int:hit_id>/dismiss", methods=["GET", "POST"])
@needs(P.JUDGE_HITS)
def dismiss(hit_id: int) -> ResponseReturnValue:
    """不予提出."""
    hit, form = _hit_or_404(hit_id), DismissForm()
    if not (form.is_submitted() and form.validate()):
        page = render_template(
            "halls/hits/ask.html", hit=hit, form=form, title=N_("不予提出惩戒建议")
        )
        return make_response(page, 422 if form.errors else 200)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            locked = _hit_or_404(hit_id, lock=True)
            if locked.state != "open":
                raise NotNow(Reason("judged", N_("这条命中已经提出或者不予提出")))
            hits.dismiss(locked, form.reason.data or "", actor(), clock.now(), form.once.data)
    return done(url_for(".show", hit_id=hit_id), say(N_("已不予提出，可以在本页撤销。")))


@hall.route("/<int:hit_id>/restore", methods=["POST"])
@needs(P.JUDGE_HITS)
def restore(hit_id: int) -> ResponseReturnValue:
    """撤销不予提出."""
    form = _once()
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            locked = _hit_or_404(hit_id, lock=True)
            if locked.state != "dismissed":
                raise NotNow(Reason("judged", N_("这条命中没有不予提出，不用撤销")))
            hits.take_up_again(locked, actor(), clock.now(), form.once.data)
            hits.find_all(clock.now())
    gone = hits.find(actor(), hit_id) is None
    words = (
        N_("已撤销，但证据已经失效，这条命中不再成立。") if gone else N_("已撤销，可以重新处理。")
    )
    return done(url_for(".home") if gone else url_for(".show", hit_id=hit_id), say(words))


@hall.route("/fleet", methods=["GET", "POST"])
@needs(P.JUDGE_HITS)
def fleet() -> ResponseReturnValue:
    """登记货运车辆总数: what rule 3 is reckoned by."""
    form = FleetForm()
    if request.method == "GET":
        form.code.data, form.counted_on.data = request.args.get("code", "")[:18], clock.today()
    elif form.validate() and _counted(form):
        return done(url_for(".home"), say(N_("已登记，规则已重新核算。")))
    page = render_template("halls/hits/ask.html", hit=None, form=form, title=N_("登记货运车辆总数"))
    return make_response(page, 422 if form.errors else 200)


def _counted(form: FleetForm) -> bool:
    with transaction():
        if events.answered(actor().account_id, form.once.data) is not None:
            return True
        subject = subjects.with_code(str(form.code.data))
        if subject is None:
            form.refuse(N_("没有这个代码的主体，请核对；还没有档案的先建立企业档案"), "code")
            return False
        on, now = form.counted_on.data or clock.today(), clock.now()
        size, source = form.trucks.data or 0, form.source.data or ""
        overloads.count_fleet(subject, size, on, source, actor(), now, form.once.data)
        hits.find_all(now)
    return True


@hall.route("/export.xlsx", methods=["POST"])
@needs(P.SEE_HITS)
def export() -> ResponseReturnValue:
    """导出: what the list shows as it is narrowed; who took it along is written down."""
    _once()
    asked = asked_in(request.args)
    rows = queries.listed(actor(), asked, limit=queries.MOST_EXPORTED)
    with transaction():
        facts = {"rows": len(rows), **asked.but()}
        events.record("hits/export", "export_hits", actor(), clock.now(), facts=facts)
    return _sent([_cells(row) for row in rows])


def _cells(row: Any) -> list[object]:
    law = BY_NUMBER[row.rule]
    return [
        *(law.number, translated(law.name), queries.named(row.subject_name, row.subject_kind)),
        *(row.subject_code, queries.truck_of(law.counted, row.who), row.since, row.until_on),
        *(row.times, row.trucks or "", row.fleet, row.standing),
        *(translated(STATES[row.state]), row.ref, row.reason),
    ]


COLUMNS = (
    *(
        N_("规则"),
        N_("行为"),
        N_("主体"),
        N_("统一社会信用代码"),
        N_("车辆"),
        N_("一年自（不含当日）"),
    ),
    *(N_("最后一次处罚"), N_("次数"), N_("超限车辆数"), N_("货运车辆总数"), N_("有效证据行")),
    *(N_("处理情况"), N_("办件编号"), N_("理由")),
)


def _sent(rows: list[list[object]]) -> Response:
    day = clock.today()
    title = say(N_("超限超载规则命中（%(day)s）"), day=short_day(day))
    columns = [translated(name) for name in COLUMNS]
    return workbook.sent(
        f"规则命中-{day:%Y%m%d}", workbook.workbook("规则命中", title, columns, rows)
    )


def _hit_or_404(hit_id: int, lock: bool = False) -> RuleHit:
    hit = hits.find(actor(), hit_id, lock)
    if hit is None:
        abort(404)
    return hit


def _once() -> OnceForm:
    form = OnceForm()
    if not form.validate():
        abort(400)
    return form
