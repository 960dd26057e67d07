"""邮件 what waits to be mailed, what left and what was given up; and how each reads."""

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.extensions import db
from app.halls.admin.views import admin
from app.kernel import clock, post
from app.kernel.outbox import Mail
from app.kernel.people import Account
from app.kernel.permissions import Permission
from app.kernel.vault import PersonalValue
from app.lib.markers import N_
from app.web.access import needs
from app.web.forms import OnceForm
from app.web.htmx import done
from app.web.language import say
from app.web.paging import page_of, whole_number

ROWS = 30
_LINE = (
    *(Mail.id, Mail.subject, Mail.written_at, Mail.sent_at, Mail.given_up_at, Mail.attempts),
    *(Mail.failure, Mail.next_at, Account.login, PersonalValue.masked),
)


@admin.route("/mail")
@needs(Permission.MANAGE_ACCOUNTS)
def mails() -> ResponseReturnValue:
    """邮件: whether a server is named, and the mails, newest first."""
    query = (
        select(*_LINE)
        .join(Account, Account.id == Mail.account_id)
        .outerjoin(PersonalValue, PersonalValue.id == Account.mail_id)
        .order_by(Mail.id.desc())
    )
    if before := whole_number("after"):
        query = query.where(Mail.id < before)
    rows = db.session.execute(query.limit(ROWS + 1)).all()
    office = current_app.config["POST_OFFICE"]
    page = page_of(rows, ROWS, lambda row: row.id)
    return render_template("halls/admin/mails.html", tab="mail", page=page, office=office)


@admin.route("/mail/<int:mail_id>")
@needs(Permission.MANAGE_ACCOUNTS)
def mail(mail_id: int) -> ResponseReturnValue:
    """一封邮件 as it would be read."""
    found = db.session.get(Mail, mail_id)
    if found is None:
        abort(404)
    return render_template("halls/admin/mail.html", tab="mail", mail=found)


@admin.route("/mail/<int:mail_id>/again", methods=["POST"])
@needs(Permission.MANAGE_ACCOUNTS)
def send_again(mail_id: int) -> ResponseReturnValue:
    """再发一次: a mail that was given up."""
    if not OnceForm().validate():
        abort(400)
    post.try_again(mail_id, clock.now())
    return done(url_for("admin.mails"), say(N_("已重新排入待发。")))
