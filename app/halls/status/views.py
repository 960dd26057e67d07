"""进度查询 a code opens one case's progress; a wrong one always gets the same sentence."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from app.halls.status.forms import LookupForm
from app.halls.status.progress import Progress, progress_of
from app.kernel import cases, vault
from app.kernel.cases import Case
from app.lib.markers import N_
from app.web import budget
from app.web.access import public

status = Blueprint("status", __name__)

# Sixty random bits are not guessed; this keeps machines from trying.
WRONG_TRIES = 10
WINDOW = 15 * 60
MOST_SIGNS = 40
WRONG = N_("没有查到这个查询码。请对照《业务受理单》重新输入；仍然查不到的，请联系受理单位。")


@status.route("/status", methods=["GET", "POST"])
@public
def home() -> ResponseReturnValue:
    """查办理进度."""
    form = LookupForm()
    if not form.is_submitted():
        return _page(form)
    form.validate()  # whatever is wrong with a code is said in the one sentence
    form.code.errors = []
    wrong_tries = budget.tries("status", WRONG_TRIES, WINDOW)
    source, at = budget.source(), budget.seconds()
    wait = wrong_tries.wait(source, at)
    if wait:
        form.refuse(N_("错误次数过多，请%(minutes)s分钟后再试"), minutes=-int(-wait // 60))
        return _page(form, code=429, refusal="slow_down")
    case = _case_with(form.code.data or "")
    if case is None:
        wrong_tries.note(source, at)
        form.refuse(WRONG, "code")
        return _page(form, code=422, refusal="not_found")
    return _page(form, progress_of(case))


def _case_with(code: str) -> Case | None:
    return cases.with_lookup(vault.kept_lookup(code)) if len(code) <= MOST_SIGNS else None


def _page(
    form: LookupForm, progress: Progress | None = None, code: int = 200, refusal: str = ""
) -> ResponseReturnValue:
    page = render_template("halls/status/home.html", form=form, progress=progress, refusal=refusal)
    return make_response(page, code)
