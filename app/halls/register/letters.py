"""承诺书公示 what anybody may read of the commitments that were published."""

from typing import Any

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.halls.register.answers import own
from app.kernel import letters
from app.lib.commitments import KEPT
from app.lib.markers import N_
from app.web.access import public
from app.web.budget import budgeted
from app.web.paging import page_of, whole_number

PAGE = 20
SEARCHES = (1200, 80)
# A breach is read on the register while it is public, not here for ever.
STANDING = {
    "performing": N_("履约中"),
    "kept": N_("已履行"),
    "over": N_("监管完成"),
}


def standing_of(letter: Any) -> str:
    """Whether it is still watched over, or kept; no more."""
    if not letter["over"]:
        return "performing"
    return "kept" if letter["status"] == KEPT else "over"


@public
@budgeted("register.search", *SEARCHES)
def listing() -> ResponseReturnValue:
    """公示的承诺书, the newest first."""
    words = request.args.get("q", "").strip()[:100]
    rows = letters.public_page(words, whole_number("after"), PAGE + 1)
    page = render_template(
        "halls/register/letters.html",
        page=page_of([row._mapping for row in rows], PAGE, lambda row: row["id"]),
        words=words,
        standing_of=standing_of,
        standing=STANDING,
    )
    return own(make_response(page))


@public
def letter(slug: str) -> ResponseReturnValue:
    """One letter as it was signed."""
    face = letters.public_one(slug)
    if face is None:
        abort(404)
    page = render_template(
        "halls/register/letter.html", letter=face, standing=STANDING[standing_of(face)]
    )
    return own(make_response(page))
