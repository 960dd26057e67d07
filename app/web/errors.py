"""差错页 every refusal in a sentence, with a stable code, and nothing half-done behind it."""

import errno
import logging
from typing import Any

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.extensions import db, login
from app.kernel import clock, refusals
from app.kernel.people import NotNow as RightsChanged
from app.kernel.tx import transaction
from app.kernel.workflow import Closed, KeyReused, NotYours
from app.lib.markers import N_
from app.web.access import ask_to_sign_in
from app.web.forms import UnknownField
from app.web.language import say

log = logging.getLogger("xintu.web")

SAYS = {
    400: ("bad_request", N_("这次请求的内容看不懂，请返回上一页重新填写后再提交")),
    403: ("not_yours", N_("这一页不在您的职责范围内")),
    404: ("not_found", N_("没有找到这一页，它可能已办结、已撤下，或者不归您查看")),
    405: ("method", N_("这个地址不能这样访问，请从页面上的按钮进入")),
    410: ("gone", N_("这一条目已不再公示")),
    413: ("too_large", N_("文件太大，单个文件不超过20兆字节，导入表格不超过64兆字节")),
    415: ("media_type", N_("这种格式不能受理")),
    429: ("slow_down", N_("操作过于频繁，请稍后再试")),
    500: ("fault", N_("系统出现差错，已记录。您填写的内容没有保存，请稍后再试")),
    503: ("busy", N_("系统正忙，请稍后再试；您填写的内容没有保存")),
    507: ("disk_full", N_("存储空间已满，暂时只能查看、不能保存，请联系系统管理员")),
}


def refused(status: int, code: str, says: str, **context: Any) -> ResponseReturnValue:
    """The page for a refusal: sentence, stable code, next step."""
    name = f"errors/{status if status in PAGES else 400}.html"
    try:
        page = render_template(name, says=says, code=code, **context)
    except SQLAlchemyError:  # who is here cannot be read: the page is drawn for anybody
        db.session.rollback()
        login._update_request_context_with_user()
        page = render_template(name, says=says, code=code, **context)
    return make_response(page, status)


PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503, 507})


def audit(about: str, asked: str, code: str) -> None:
    """Leave the one line a refused act leaves."""
    account_id = current_user.account_id if current_user.is_authenticated else None
    try:
        with transaction():
            refusals.note(account_id, about, asked, code, clock.now())
    except OperationalError:
        log.warning("refusal of %s on %s could not be noted", asked, about)


def install(app: Flask) -> None:
    """Answer every kind of fault with its page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(UnknownField, _unknown_field)
    app.register_error_handler(Closed, _closed)
    app.register_error_handler(RightsChanged, _rights_changed)
    app.register_error_handler(KeyReused, _key_reused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _files)
    app.register_error_handler(Exception, _fault)


def _http(fault: HTTPException) -> ResponseReturnValue:
    status = fault.code or 500
    if status < 400:
        return fault.get_response()
    code, says = SAYS.get(status, SAYS[400] if status < 500 else SAYS[500])
    if status == 403:
        audit(request.path, request.method, code)
    if status >= 500:
        log.error("%s %s: %s", request.method, request.path, fault.description)
    return refused(status, code, say(says))


def _forged(_fault: CSRFError) -> ResponseReturnValue:
    if not current_user.is_authenticated and request.endpoint != "account.sign_in":
        return ask_to_sign_in()
    return refused(400, "csrf", say(N_("页面已过期，请刷新后再提交；您填写的内容仍在页面上")))


def _unknown_field(fault: UnknownField) -> ResponseReturnValue:
    audit(request.path, fault.name, "unknown_field")
    return refused(
        400, "unknown_field", say(N_("提交的内容含有本表单没有的项目：%(name)s"), name=fault.name)
    )


def _closed(fault: Closed) -> ResponseReturnValue:
    status = 403 if isinstance(fault, NotYours) else 409
    audit(request.path, request.method, fault.reason.code)
    return refused(status, fault.reason.code, say(fault.reason.says, **fault.reason.params))


def _rights_changed(_fault: RightsChanged) -> ResponseReturnValue:
    return ask_to_sign_in()


def _key_reused(_fault: KeyReused) -> ResponseReturnValue:
    return refused(409, "key_reused", say(N_("这张表单已用于另一项办理，请刷新页面后重新填写")))


def _database(fault: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    words = str(fault.orig).lower()
    log.error("%s %s: database: %s", request.method, request.path, words)
    full = "full" in words or "no space" in words or "readonly" in words or "disk i/o" in words
    status = 507 if full else 503
    code, says = SAYS[status]
    return refused(status, code, say(says))


def _files(fault: OSError) -> ResponseReturnValue:
    """No room for an uploaded file is not a fault of the product."""
    if fault.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _fault(fault)
    db.session.rollback()
    log.error("files: %s", fault)
    code, says = SAYS[507]
    return refused(507, code, say(says))


def _fault(fault: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("unexpected: %s", fault)
    code, says = SAYS[500]
    return refused(500, code, say(says))
