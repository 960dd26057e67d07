"""填报 one draft in three steps: look at the record, say and prove, sign; kept as it is typed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort, request

from app.cases import materials
from app.cases.step import case_or_404, form_for
from app.extensions import db
from app.kernel import cases, clock, documents
from app.kernel.cases import Case, Draft
from app.kernel.people import Actor
from app.kernel.rooms import room_of
from app.kernel.tx import transaction
from app.kernel.workflow import permit
from app.lib import digest
from app.lib.markers import N_
from app.web.access import actor
from app.web.filters import once
from app.web.language import moment
from app.web.uploads import UploadRefused, put_back, take_in

LOOK, SAY, SIGN = 1, 2, 3
STEPS: Mapping[int, str] = {
    LOOK: N_("核对记录"),
    SAY: N_("说明与材料"),
    SIGN: N_("签署承诺并提交"),
}
MOST_DRAFT = 20_000  # characters of one field; a draft is words, not a file store


class NotSaved(Exception):
    """What was typed was not kept: the sentence says why, the words are still on the page."""

    def __init__(self, status: int, code: str, says: str, **params: Any) -> None:
        self.status, self.code, self.says, self.params = status, code, says, params
        super().__init__(code)


@dataclass(frozen=True)
class Lacking:
    """还差什么 what stands between a draft and its submission."""

    fields: tuple[str, ...]
    proof: bool
    from_day: date | None
    others: tuple[Any, ...]

    @property
    def content(self) -> bool:
        """Something is still to be written or proved."""
        return bool(self.fields or self.proof)


def steps_of(case: Case) -> Mapping[int, str]:
    """What the three steps are called, in this kind of case."""
    return getattr(room_of(case).forms["submit"], "STEPS", None) or STEPS


def open_event(case: Case, who: Actor, now: datetime) -> str:
    """The applicant's step that is open now: 409 when there is none, 403 when it is not theirs."""
    event = materials.STEP.get(case.state)
    if event is None:
        abort(409)
    permit(case, event, who, now)
    return event


def sent_form(case: Case, event: str, number: int = 0) -> Any:
    """The form as sent, whole or one step of it; a field it does not have is refused."""
    form: Any = form_for(case, event)
    for name in form.SIGNING if number == SAY else ():
        delattr(form, name)
    form.validate()
    return form


def mark_of(case: Case) -> str:
    """What a page carries to know whether the draft is still the one it shows."""
    return digest.digest_of(digest.canonical(cases.draft_of(case)))[:32]


def keep_words(case: Case, form: Any, now: datetime) -> None:
    """Keep what was typed so far, on the locked case. Raises NotSaved."""
    typed = {name: request.form[name] for name in form.saved_fields() if name in request.form}
    if any(len(words) > MOST_DRAFT for words in typed.values()):
        raise NotSaved(422, "too_long", N_("有一项太长，没有存上，请删减后再存"))
    kept = cases.draft_of(case)
    if kept | typed == kept:
        return
    shown = request.form.get("draft")
    if shown and shown != mark_of(case):
        draft = db.session.get_one(Draft, case.id)
        raise NotSaved(
            409,
            "draft_moved",
            N_("这份草稿%(at)s在别处改过，没有覆盖。请刷新页面核对；您填写的内容还在本机。"),
            at=moment(draft.saved_at),
        )
    cases.save_draft(case, kept | typed, now)
    db.session.flush()


@contextmanager
def words_kept(ref: str, number: int = 0) -> Iterator[tuple[Case, Any]]:
    """The case under the lock, with the words of this request kept; one act with what follows.

    Raises NotSaved when they could not be kept.
    """
    now = clock.now()
    case = case_or_404(ref)
    form = sent_form(case, open_event(case, actor(), now), number)
    with transaction():
        case = case_or_404(ref, lock=True)
        open_event(case, actor(), now)
        keep_words(case, form, now)
        yield case, form


def keep(ref: str, number: int = 0) -> tuple[Case, Any]:
    """Keep the words and files of this request; a file not taken stands as an error at its field.

    Raises NotSaved when the words could not be kept.
    """
    with words_kept(ref, number) as (_, form):
        pass
    try:
        if _hand_in(ref, form, clock.now()):
            form.once.data = once()  # this one was used for the files
    except UploadRefused as why:
        form.proof.errors = []
        form.refuse(why.says, "proof", **why.params)
    case = case_or_404(ref)
    form.version.data = str(case.version)
    return case, form


def _hand_in(ref: str, form: Any, now: datetime) -> bool:
    """Take in the files sent with a form, if there are any. Raises UploadRefused."""
    files = form.files().get("proof", [])
    if not files:
        return False
    materials.must_be_open(case_or_404(ref), "proof", actor(), now)
    taken, entered = take_in(files, "proof"), False
    try:
        with transaction():
            case = case_or_404(ref, lock=True)
            entered = materials.attach(case, "proof", taken, actor(), now, form.once.data)
    finally:
        if not entered:
            put_back(taken)
    return True


def lacking(case: Case, form: Any = None) -> Lacking:
    """What is still missing for submission, by the draft as it was saved."""
    saved, form = cases.draft_of(case), form or form_for(case, "submit")
    early, others = None, []
    for obstacle in _obstacles(case, clock.today()):
        if obstacle.code == "too_early":
            early = obstacle.params["from_day"]
        elif obstacle.code != "open_case":  # that is this one
            others.append(obstacle)
    return Lacking(
        fields=tuple(n for n in _wanted(form) if not saved.get(n)),
        proof=form.NEEDS_PROOF and not documents.materials(case, "proof"),
        from_day=early,
        others=tuple(others),
    )


def _wanted(form: Any) -> list[str]:
    """What must be written before it can be signed."""
    optional = {*form.SIGNING, *form.MAY_BE_EMPTY}
    asked = [name for name in form.saved_fields() if name not in optional]
    return [name for name in asked if form[name].flags.required]


def _obstacles(case: Case, today: date) -> tuple[Any, ...]:
    hinder = room_of(case).obstacles
    if hinder is not None:
        return tuple(hinder(case, today))
    judge = room_of(case).eligibility
    if judge is None or case.record is None:
        return ()
    return tuple(judge(case.record, today).obstacles)
