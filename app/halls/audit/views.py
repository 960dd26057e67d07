"""留痕核验 read what was done, refused and looked at; check a story; take the trail away."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from app.halls.audit import checking, queries, words
from app.halls.audit.queries import Asked
from app.kernel import audit as trail
from app.kernel import clock
from app.kernel.permissions import Permission
from app.kernel.roles import ROLE_NAMES, Role
from app.lib.markers import N_
from app.lib.masking import mask_name
from app.web.access import actor, needs
from app.web.attached import attached
from app.web.language import say
from app.web.paging import Page, page_of, whole_number, words_asked

audit = Blueprint("audit", __name__, url_prefix="/audit")

P = Permission


def _page(rows: Sequence[Any]) -> Page:
    return page_of(rows, queries.ROWS, lambda row: row.id)


def _person(row: Any) -> str:
    """Staff by name; whoever acts for an enterprise is not an official and stays covered."""
    name = mask_name(row.person) if row.person and row.kind == "applicant" else row.person or ""
    return say(N_("%(name)s（代%(absent)s）"), name=name, absent=row.absent) if row.absent else name


@audit.context_processor
def shown() -> dict[str, Any]:
    """What the pages of this hall say of an act."""
    return {
        "title_of": words.title_of,
        "state_of": words.state_of,
        "said": words.said,
        "person_of": _person,
        "role_names": {str(role): name for role, name in ROLE_NAMES.items()},
        "clock_role": str(Role.CLOCK),
    }


@audit.route("")
@needs(P.READ_AUDIT)
def home() -> ResponseReturnValue:
    """办理留痕: the latest acts, or one story with everything that vouches for it."""
    asked = Asked(_story(), _typed("who"), _day("since"), _day("until"))
    rows = queries.acts(actor(), asked, whole_number("after"))
    return render_template(
        "halls/audit/home.html",
        page=_page(rows),
        asked=asked,
        answers=checking.check(asked.of) if asked.of and rows else None,
        tab="acts",
    )


def _typed(name: str) -> str:
    return words_asked(name, 80)


def _story() -> str:
    """A story by its name; a case by its number alone."""
    typed = _typed("of")
    return f"case/{typed}" if typed and "/" not in typed else typed


def _day(name: str) -> date | None:
    """A day from the address; anything else counts as not given."""
    try:
        return date.fromisoformat(_typed(name))
    except ValueError:
        return None


@audit.route("/refusals")
@needs(P.READ_AUDIT)
def refusals() -> ResponseReturnValue:
    """拒绝记录."""
    code = _typed("code")
    rows = queries.refused(actor(), code, whole_number("after"))
    return render_template("halls/audit/refusals.html", page=_page(rows), code=code, tab="refusals")


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
    return attached(answer, "audit.jsonl")
