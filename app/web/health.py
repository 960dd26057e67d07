"""健康检查 whether this server can serve, for whoever starts it or stands in front of it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.kernel.events import Stream
from app.web.access import public

health = Blueprint("health", __name__)


@health.route("/healthz")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers with its tables in place; 503 otherwise."""
    try:
        db.session.execute(select(Stream.name).limit(1)).all()
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok")
