"""文书与材料的门 read a paper or a material; anybody may check whether a paper is ours."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.cases.page import shown_to
from app.extensions import db
from app.kernel import cases, documents, files
from app.kernel.cases import Case
from app.kernel.documents import Document
from app.kernel.people import Section
from app.lib.numbers import normalise_code
from app.lib.papers import from_body
from app.lib.scans import ENDINGS
from app.web.access import actor, public, signed_in
from app.web.address import public_root
from app.web.attached import attached
from app.web.papers import render_html, render_pdf

paperwork = Blueprint("paperwork", __name__)


def _document_or_404(key: str, direction: str) -> Document:
    """A document of a case that this person may see; anything else does not exist."""
    document = documents.with_key(key)
    case = db.session.get(Case, document.case_id) if document else None
    if document is None or case is None or cases.find(actor(), case.ref) is None:
        abort(404)
    if not shown_to(actor(), case, [document]):
        abort(404)
    return document if document.direction == direction else abort(404)


@paperwork.route("/materials/<string:key>")
@signed_in
def material(key: str) -> ResponseReturnValue:
    """A received file: a download; looked at in place only what cannot run, and in a sandbox."""
    document = _document_or_404(key, "received")
    if document.file is None:
        abort(404)
    inline = request.args.get("view") == "1" and document.media_type in ENDINGS
    answer = send_file(
        files.path_of(document.file),
        mimetype=document.media_type,
        as_attachment=not inline,
        download_name=document.title,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return answer


@paperwork.route("/papers/<string:key>")
@signed_in
def paper(key: str) -> ResponseReturnValue:
    """An issued paper as a print sheet, from its frozen content."""
    document = _document_or_404(key, "issued")
    return render_html(_frozen(document), **_marks(document))


@paperwork.route("/papers/<string:key>.pdf")
@signed_in
def pdf(key: str) -> ResponseReturnValue:
    """The same paper as PDF."""
    document = _document_or_404(key, "issued")
    answer = Response(render_pdf(_frozen(document), **_marks(document)), mimetype="application/pdf")
    return attached(answer, f"{document.title}.pdf")


def _frozen(document: Document) -> dict[str, Any]:
    return from_body(document.body or b"").as_frozen()


def _marks(document: Document) -> dict[str, Any]:
    return {
        "check_url": public_root() + url_for("paperwork.check", code=document.check_code),
        "check_code": document.check_code,
        "digest": document.digest,
        "voided": not document.standing,
    }


@paperwork.route("/check")
@public
def check() -> ResponseReturnValue:
    """文书校验: whether a paper with this code was issued by this bureau, and whether it stands."""
    typed = request.args.get("code", "")[:40]
    code = normalise_code(typed)
    found = documents.with_check_code(code) if code.isprintable() and code else None
    house = None
    if found is not None:
        case = db.session.get_one(Case, found.case_id)
        house = db.session.get_one(Section, case.house_id)
    page = render_template("papers/check.html", typed=typed, found=found, house=house)
    return page, 200 if found or not typed else 404
