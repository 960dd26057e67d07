"""登录 a browser that is signed in and holds a valid form token, without the pages that give them."""

import secrets
from hashlib import sha1

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, sessions
from app.kernel.people import Account
from app.kernel.tx import transaction
from bench.stores import Store
from bench.wsgi import Browser


def signed_in(store: Store, login: str) -> tuple[Browser, str]:
    """A browser of this person, and the token that its forms carry."""
    with store.app.app_context():
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        with transaction():
            token = sessions.begin(account, clock.now())
        db.session.remove()
    raw = sha1(secrets.token_bytes(64)).hexdigest()  # as Flask-WTF makes it
    kept = {"_user_id": token, "_fresh": True, "locale": "zh", "csrf_token": raw}
    serializer = SecureCookieSessionInterface().get_signing_serializer(store.app)
    if serializer is None:
        raise LookupError("the application has no secret key")
    browser = Browser(store.app, {store.app.config["SESSION_COOKIE_NAME"]: serializer.dumps(kept)})
    field = URLSafeTimedSerializer(store.app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
    return browser, str(field)
