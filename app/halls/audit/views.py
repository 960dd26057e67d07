"""留痕核验 read what was done, refused and looked at; check a story; take the trail away."""

from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.halls.audit import queries
from app.kernel import audit as trail
from app.kernel import clock
from app.kernel.permissions import Permission
from app.web.access import actor, needs
from app.web.paging import Page, page_of, whole_number

audit = Blueprint("audit", __name__, url_prefix="/audit")

P = Permission


def _page(rows: list[Any]) -> Page:
    return page_of(rows, queries.ROWS, lambda row: row.id)


@audit.route("")
@needs(P.READ_AUDIT)
def home() -> ResponseReturnValue:
    """办理留痕: the latest acts, or one story with its chain checked."""
    stream = request.args.get("of", "").strip()[:80]
    rows = queries.acts(actor(), stream, whole_number("after"))
    checked = queries.check(stream) if stream and rows else None
    return render_template(
        "halls/audit/home.html", page=_page(rows), stream=stream, checked=checked, tab="acts"
    )


@audit.route("/refusals")
@needs(P.READ_AUDIT)
def refusals() -> ResponseReturnValue:
    """拒绝记录."""
    rows = queries.refused(whole_number("after"))
    return render_template("halls/audit/refusals.html", page=_page(rows), tab="refusals")


@audit.route("/reveals")
@needs(P.READ_AUDIT)
def reveals() -> ResponseReturnValue:
    """个人信息查看: who looked at what, and why."""
    rows = queries.reveals(actor(), whole_number("after"))
    return render_template("halls/audit/reveals.html", page=_page(rows), tab="reveals")


@audit.route("/seals")
@needs(P.READ_AUDIT)
def seals() -> ResponseReturnValue:
    """封存."""
    rows = queries.seals(whole_number("after"))
    return render_template("halls/audit/seals.html", page=_page(rows), tab="seals")


@audit.route("/export.jsonl")
@needs(P.READ_AUDIT)
def export() -> ResponseReturnValue:
    """导出留痕: the form is docs/formats/audit.md; facts stay in the house."""
    answer = Response(stream_with_context(trail.lines(clock.now())), mimetype="application/jsonl")
    answer.headers.set("Content-Disposition", "attachment", filename="audit.jsonl")
    return answer
