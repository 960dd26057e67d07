"""惩戒措施 what my sections owe, a response, a feedback, and the three lists of a quarter."""

from datetime import date

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.halls.measures import lists, queries, written
from app.halls.measures.forms import FeedbackForm, RespondForm
from app.kernel import clock, events, feedback
from app.kernel.machines import Reason
from app.kernel.measures import MeasureOrder
from app.kernel.permissions import Permission, can
from app.kernel.records import CreditRecord
from app.kernel.tx import transaction
from app.kernel.workflow import NotNow
from app.lib.markers import N_
from app.lib.quarters import Quarter
from app.web import workbook
from app.web.access import actor, db, needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import plain_day, say, translated
from app.web.paging import page_of, whole_number

hall = Blueprint("measures", __name__, url_prefix="/measures")

P = Permission
SHOWN = 6  # quarters to choose from by a click; any other by its address


@hall.context_processor
def shown() -> dict[str, object]:
    return {
        "answers": feedback.ANSWERS,
        "named": queries.named,
        "lists": lists.LISTS,
        "quarter_words": quarter_words,
        "answers_for": can(actor(), P.ANSWER_MEASURES),
    }


def quarter_words(quarter: Quarter) -> str:
    return say(N_("%(year)s年第%(n)s季度"), year=str(quarter.year), n=str(quarter.number))


def _quarter(today: date) -> Quarter:
    """The one asked for, else the one that runs; what has not begun has no lists."""
    now = Quarter.of(today)
    return min(Quarter.read(request.args.get("quarter", "")) or now, now)


def _choices(today: date) -> list[Quarter]:
    found = [Quarter.of(today)]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found


@hall.route("")
@needs(P.ANSWER_MEASURES)
def home() -> ResponseReturnValue:
    """本科室的措施: to be answered, to be fed back, quarter by quarter."""
    today = clock.today()
    quarter = _quarter(today)
    rows = queries.mine(actor(), quarter, whole_number("after"))
    return render_template(
        "halls/measures/home.html",
        page=page_of(rows, queries.SIZE, lambda row: row.id),
        quarter=quarter,
        quarters=_choices(today),
        due=feedback.due_on(quarter),
        today=today,
        fed_back=written.fed_back,
        waiting=feedback.waiting_for(actor(), today),
    )


@hall.route("/<int:order_id>/respond", methods=["GET", "POST"])
@needs(P.ANSWER_MEASURES)
def respond(order_id: int) -> ResponseReturnValue:
    """响应."""
    order, form = _order_or_404(order_id), RespondForm()
    said = db.session.get(feedback.MeasureResponse, order_id)
    if request.method == "GET" and said:
        form.answer.data, form.reason.data = said.answer, said.reason
    if not (form.is_submitted() and form.complete()):
        return _asked(form, N_("响应措施"), order)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            locked = _order_or_404(order_id, lock=True)
            if locked.lifted_on is not None:
                raise NotNow(Reason("lifted", N_("这项措施已经解除，不用再响应")))
            reason = form.reason.data or ""
            feedback.respond(locked, form.answer.data, reason, actor(), clock.now(), form.once.data)
    return done(url_for(".home"), say(N_("已响应。")))


@hall.route("/<int:order_id>/feedback/<string:key>", methods=["GET", "POST"])
@needs(P.ANSWER_MEASURES)
def feed_back(order_id: int, key: str) -> ResponseReturnValue:
    """反馈成效 of one quarter."""
    quarter = Quarter.read(key)
    if quarter is None or quarter > Quarter.of(clock.today()):
        abort(404)
    order, form = _order_or_404(order_id), FeedbackForm()
    said = feedback.given(order, quarter)
    if request.method == "GET" and said:
        form.times.data, form.effect.data = said.times, said.effect
    if not (form.is_submitted() and form.validate()):
        return _asked(form, N_("反馈成效"), order, quarter)
    with transaction():
        if events.answered(actor().account_id, form.once.data) is None:
            locked = _order_or_404(order_id, lock=True)
            if not feedback.owes(locked, quarter):
                raise NotNow(Reason("not_owed", N_("这个季度不用反馈这项措施")))
            times, effect = form.times.data or 0, form.effect.data or ""
            feedback.feed_back(locked, quarter, times, effect, actor(), clock.now(), form.once.data)
    return done(url_for(".home", quarter=key), say(N_("已反馈，列入成效清单。")))


def _asked(
    form: OnceForm, title: str, order: MeasureOrder, quarter: Quarter | None = None
) -> ResponseReturnValue:
    page = render_template(
        "halls/measures/ask.html",
        form=form,
        title=title,
        order=order,
        record=db.session.get_one(CreditRecord, order.record_id),
        quarter=quarter,
        due=feedback.due_on(quarter) if quarter else order.answer_by,
    )
    return make_response(page, 422 if form.errors else 200)


def _order_or_404(order_id: int, lock: bool = False) -> MeasureOrder:
    order = feedback.find(actor(), order_id, lock)
    if order is None:
        abort(404)
    return order


# ---------------------------------------------------------------- 三清单


@hall.route("/lists", defaults={"name": "subjects"})
@hall.route("/lists/<string:name>")
@needs(P.SEE_LISTS)
def list_(name: str) -> ResponseReturnValue:
    """对象清单、措施清单、成效清单, as of the end of a quarter."""
    one, asked = _list_or_404(name), _of_quarter()
    found = lists.rows(one, asked, whole_number("after"), lists.SIZE + 1)
    page = page_of(found, lists.SIZE, lambda row: row.id)
    return render_template(
        "halls/measures/list.html",
        name=name,
        one=one,
        asked=asked,
        page=page,
        table_rows=[(row.id, one.cells(row, asked)) for row in page.rows],
        totals=lists.totals(name, asked),
        quarters=_choices(clock.today()),
    )


@hall.route("/lists/<string:name>/export.xlsx", methods=["POST"])
@needs(P.SEE_LISTS)
def export(name: str) -> ResponseReturnValue:
    """导出: the whole list of the quarter; who took it along is written down."""
    if not OnceForm().validate():
        abort(400)
    one, asked = _list_or_404(name), _of_quarter()
    rows = lists.rows(one, asked, None, lists.MOST_EXPORTED)
    totals = lists.totals(name, asked)
    with transaction():
        facts = {"list": name, "quarter": asked.quarter.key, "rows": len(rows)}
        events.record("measures/export", "export_lists", actor(), clock.now(), facts=facts)
    title = say(
        N_("%(list)s（%(quarter)s，截至%(day)s）"),
        list=one.name,
        quarter=quarter_words(asked.quarter),
        day=plain_day(asked.as_of),
    )
    told = [f"{translated(label)} {figure}" for label, figure in totals]
    table = [one.cells(row, asked) for row in rows] + [[say(N_("合计")), *told]]
    columns = [translated(column) for column in one.columns]
    whole = workbook.workbook(one.name, title, columns, table)
    return workbook.sent(f"{one.name}-{asked.quarter.key}", whole)


def _list_or_404(name: str) -> lists.OneList:
    one = lists.LISTS.get(name)
    if one is None:
        abort(404)
    return one


def _of_quarter() -> written.Asked:
    today = clock.today()
    quarter = _quarter(today)
    return written.Asked(quarter, quarter.as_of(today), *lists.reach(actor()))
