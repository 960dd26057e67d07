"""公示查询 search first; a page per entry that anybody understands; all of it for machines."""

import re
from json import dumps
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.halls.register import downloads, feed, letters, queries
from app.halls.register.answers import own, shared, unchanged, version
from app.halls.register.asked import Asked, Unreadable, asked_in, place_in
from app.halls.register.entry import CORRECTION_CITE, REPAIR_CITE, reading_of
from app.kernel import clock, public_entries
from app.kernel.public_entries import ENTRY_KINDS
from app.lib.markers import N_
from app.lib.penalties import SEVERITY_NAMES
from app.lib.width import seen
from app.web.access import public
from app.web.address import public_root
from app.web.budget import budgeted
from app.web.errors import refused
from app.web.language import say
from app.web.paging import page_of, whole_number
from app.web.templating import address

register = Blueprint("register", __name__)
register.add_url_rule("/commitments", view_func=letters.listing, endpoint="letters")
register.add_url_rule("/commitments/<string:slug>", view_func=letters.letter, endpoint="letter")

SEARCH = "halls/register/search.html"
LATEST = 8
PAGE = 20
COUNTED = 100  # beyond this many results nobody counts
IN_ATOM = 50
# For each source: so many at once, then so many a second. A whole office may share one address;
# and how many files are being sent at one time is limited by itself.
SEARCHES = (1200, 80)
DOWNLOADS = (300, 10)
FEEDS = (600, 20)
CHANGES = {
    "added": N_("新增公示"),
    "changed": N_("标注变更"),
    "removed": N_("撤下"),
    "disputed": N_("异议处理中"),
    "settled": N_("异议处理完毕"),
    "calendar": N_("公示期按新的工作日历重新推算"),
    "": "",
}
PUBLIC_HALLS = ("register", "status", "paperwork", "help", "matters", "catalogue", "tips")
SLUG = re.compile(r"[0-9a-f]{20}")


@register.app_context_processor
def links() -> dict[str, Any]:
    """Where the public pages lead, as far as the house has opened it."""
    if request.blueprint not in PUBLIC_HALLS:
        return {}
    offered = {
        "check_url": "paperwork.check",
        "status_url": "status.home",
        "matters_url": "matters.home",
        "letters_url": "register.letters",
        "catalogue_url": "catalogue.home",
        "help_url": "help.home",
        "object_url": "portal.home",
        "repair_url": "portal.home",
        "sign_in_url": "" if current_user.is_authenticated else "account.sign_in",
    }
    doors = current_app.view_functions
    listed = {"listed_url": address("register.search", kind="list")}
    return listed | {name: address(to) for name, to in offered.items() if to in doors}


@register.route("/")
@public
def home() -> ResponseReturnValue:
    """公示首页: the search box, a few numbers, what came last."""
    today = clock.today()
    page = render_template(
        "halls/register/home.html",
        numbers=queries.numbers(today),
        entries=queries.latest(today, LATEST),
    )
    return own(make_response(page))


@register.route("/register")
@public
@budgeted("register.search", *SEARCHES)
def search() -> ResponseReturnValue:
    """查询: by name, credit code or document number; by kind, class and year."""
    asked, today = _asked(), clock.today()
    if asked.obstacle:
        return own(make_response(render_template(SEARCH, asked=asked), 422))
    first = "after" not in request.args
    found = queries.found(asked, today, place_in(request.args), (COUNTED if first else PAGE) + 1)
    page = render_template(
        SEARCH,
        asked=asked,
        entries=found.rows[:PAGE],
        counted=_counted(found) if first else "",
        first=first,
        next_below=found.next_below(PAGE),
        kinds=ENTRY_KINDS,
        severities=SEVERITY_NAMES,
        years=[(year, str(year)) for year in queries.years(today)],
    )
    return own(make_response(page))


def _counted(found: queries.Found) -> str:
    """How many answered, as far as anybody counts."""
    if len(found.rows) > COUNTED:
        return say(N_("找到 %(number)s 条以上"), number=COUNTED)
    if found.stopped_at:
        return ""
    return say(N_("找到 %(number)s 条"), number=len(found.rows))


def _asked() -> Asked:
    try:
        return asked_in(request.args)
    except Unreadable:
        abort(400)


@register.route("/register/<string:slug>")
@public
def entry(slug: str) -> ResponseReturnValue:
    """公示条目, or what is left of it: that it was here, and why it went."""
    kept = public_entries.entry_with(slug) if SLUG.fullmatch(slug) else None
    if kept is None:
        abort(404)
    today = clock.today()
    if public_entries.is_public(kept, today):
        page = render_template(
            "halls/register/entry.html",
            entry=kept,
            reading=reading_of(kept, today),
            repair_cite=REPAIR_CITE,
            correction_cite=CORRECTION_CITE,
            tell_url=url_for("tips.tell", entry=slug),
        )
        return own(make_response(page))
    gone_on, why = public_entries.ending_of(kept)
    gone = render_template(
        "halls/register/gone.html",
        gone_on=gone_on,
        why=why,
        words=public_entries.WHY[why],
        told=kept.withdrawn_words,
    )
    return own(make_response(gone, 410))


@register.route("/register/changes")
@public
@budgeted("register.search", *SEARCHES)
def log() -> ResponseReturnValue:
    """公示变更记录: what came and went, newest first; what went without its content."""
    items = feed.before(whole_number("after"), clock.today(), PAGE + 1)
    page = render_template(
        "halls/register/changes.html",
        page=page_of(items, PAGE, lambda item: item.seq),
        names=CHANGES | public_entries.WHY,
    )
    return own(make_response(page))


@register.route("/register.csv")
@public
@budgeted("register.downloads", *DOWNLOADS)
def csv() -> ResponseReturnValue:
    """下载表格."""
    return _file("csv", "text/csv", downloads.as_table)


@register.route("/register.json")
@public
@budgeted("register.downloads", *DOWNLOADS)
def json() -> ResponseReturnValue:
    """下载 JSON."""
    return _file("json", "application/json", downloads.as_document)


def _file(ending: str, media_type: str, write: downloads.Writer) -> ResponseReturnValue:
    asked = _asked()
    if asked.obstacle:
        abort(400)
    try:
        return downloads.send(asked, ending, media_type, write, clock.now())
    except downloads.Full:
        answer = make_response(refused(503, "busy", say(N_("正在下载的人较多，请一分钟后再试。"))))
        answer.headers["Retry-After"] = "60"
        return answer


@register.route("/register/changes.json")
@public
@budgeted("register.feed", *FEEDS)
def changes() -> ResponseReturnValue:
    """变更订阅: what came, changed and left after a number."""
    after = request.args.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) < 16):
        abort(400)
    current = version(clock.now())
    if current.asked_for_again:
        return unchanged(current)
    part = feed.after(int(after), current.day, feed.MOST)
    words = dumps(
        {
            "format": 1,
            "day": current.day.isoformat(),
            "next": part.next,
            "more": part.more,
            "changes": [feed.as_json_item(item) for item in part.items],
        },
        ensure_ascii=False,
    )
    return shared(Response(words, mimetype="application/json"), current)


@register.route("/register/feed.atom")
@public
@budgeted("register.feed", *FEEDS)
def atom() -> ResponseReturnValue:
    """新闻订阅: the latest changes, for feed readers."""
    current = version(clock.now())
    if current.asked_for_again:
        return unchanged(current)
    items = feed.newest(current.day, IN_ATOM)
    page = render_template(
        "halls/register/feed.xml",
        items=items,
        updated=items[0].change.at if items else clock.now(),
        root=public_root(),
        visible=seen,  # XML has no way to write the others
    )
    answer = Response(page, mimetype="application/atom+xml")
    answer.vary.add("Accept-Language")
    return shared(answer, current)
