"""总装 opens the rooms, hangs the doors and halls, puts up the gate; nobody knows it."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, demonstration
from app.cases.commitment import ROOM as COMMITMENT
from app.cases.counter import counter
from app.cases.door import door
from app.cases.margin import margin
from app.cases.objection import ROOM as OBJECTION
from app.cases.opening import opening
from app.cases.paperwork import paperwork
from app.cases.repair import ROOM as REPAIR
from app.cases.revocation import ROOM as REVOCATION
from app.cases.sanction import ROOM as SANCTION
from app.config import ROOT
from app.extensions import csrf, db, htmx, login, migrate
from app.halls.account.views import account, ask_to_sign_in
from app.halls.admin import post as admin_post  # noqa: F401 - its pages are the hall's
from app.halls.admin.limits import limits
from app.halls.admin.views import admin
from app.halls.archive.views import hall as archive
from app.halls.associations.views import hall as associations
from app.halls.audit.views import audit
from app.halls.bulk.staging import JOBS as BULK_JOBS
from app.halls.bulk.views import hall as bulk
from app.halls.catalogue.views import hall as catalogue
from app.halls.collection.staging import JOBS as IMPORT_JOBS
from app.halls.collection.views import collection
from app.halls.desk.batch_views import batch_
from app.halls.desk.outlook_views import outlook
from app.halls.desk.views import desk
from app.halls.help.views import help_
from app.halls.hits.views import hall as hits
from app.halls.matters.views import hall as matters
from app.halls.measures.views import hall as measures
from app.halls.portal.views import portal
from app.halls.recheck.views import recheck
from app.halls.register.views import register
from app.halls.standin import away as standin_away  # noqa: F401 - its pages are the hall's
from app.halls.standin.handing import standin
from app.halls.status.views import status
from app.halls.tips.views import hall as tips
from app.kernel import clock, files, seals, triggers, tx, vault  # noqa: F401 - triggers hang on the tables
from app.kernel.rooms import Room, open_room
from app.web import access, errors, filters, headers, language, shell, templating
from app.web.health import health

ROOMS = (REPAIR, OBJECTION, COMMITMENT, SANCTION, REVOCATION)
BLUEPRINTS = (
    account,
    admin,
    archive,
    associations,
    audit,
    bulk,
    catalogue,
    batch_,
    collection,
    counter,
    desk,
    door,
    health,
    help_,
    hits,
    limits,
    margin,
    matters,
    measures,
    opening,
    outlook,
    paperwork,
    portal,
    recheck,
    register,
    standin,
    status,
    tips,
)


def assemble(app: Flask) -> None:
    """Make a house of the parts."""
    templating.install(app)
    app.config["MIGRATIONS"] = [ROOT / "migrations" / "versions"]
    lay_the_ground(app)
    for room in (*ROOMS, *(annex(app, name) for name in app.config["ROOMS"])):
        open_room(room)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    language.install(app)
    filters.install(app)
    shell.install(app)
    access.install(app)
    errors.install(app)
    headers.install(app)
    app.extensions["jobs"] = IMPORT_JOBS | BULK_JOBS
    if app.config["DEMONSTRATION"]:  # the sign-in page fills in whom one clicks
        app.config["DEMONSTRATION_PASSWORD"] = demonstration.PASSWORD
    cli.install(app)


def annex(app: Flask, name: str) -> Room:
    """加开的办件种类 a room that is a package of its own, named in XINTU_ROOMS.

    It brings its tables with it, and in its folder its templates, its words, its migrations.
    """
    package = import_module(name)
    folder = Path(str(package.__file__)).parent
    app.jinja_loader.searchpath.append(str(folder / "templates"))  # type: ignore[union-attr]
    language.speak_also(folder / "translations")
    app.config["MIGRATIONS"].append(folder / "migrations")
    room: Room = package.ROOM
    return room


def lay_the_ground(app: Flask) -> None:
    """The clock, the vault, the files and the extensions, before anything stands on them."""
    clock.stand_at(app.config["NOW"])
    vault.open_with(app.config["SECRET_KEY"].encode())
    seals.sign_with(vault.sign)
    files.keep_under(app.config["INSTANCE"] / "files")
    db.init_app(app)
    with app.app_context():
        tx.prepare(db.engine, durable=app.config["DURABLE"])
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    login.init_app(app)
    login.unauthorized_handler(ask_to_sign_in)
    csrf.init_app(app)
    htmx.init_app(app)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:  # how many proxies of ours stand in front, and so whose word on addresses counts
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
