"""撤下: repaired means gone from page, search, files and feeds, in the one step that repaired it."""

from urllib.parse import quote

from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, rechecks, samples
from app.kernel.public_entries import PublicEntry
from app.kernel.tx import transaction
from tests.conftest import MORNING, actor
from tests.factories import make_repair, step

TODAY = MORNING.date()

TRACES = ("顺达", "MA0000015M", "资交执罚〔2026〕1号", "违反道路货物运输管理规定")
SURFACES = (
    "/",
    "/register",
    "/register?severity=general",
    "/register?year=2026",
    f"/register?q={quote('示例货运')}",
    "/register?q=91512000MA0000015M",
    f"/register?q={quote('资交执罚〔2026〕1号')}",
    "/register.csv",
    f"/register.csv?q={quote('示例货运')}",
    "/register.json",
    "/register.json?severity=general",
    "/register/changes",
    "/register/changes.json",
    "/register/feed.atom",
)


def body(client, path):
    """What was answered; of a search the rows alone, since it repeats the question."""
    text = client.get(path).text
    return text.split("<tbody>")[1].split("</tbody>")[0] if path.startswith("/register?q") else text


def test_a_published_repair_takes_the_entry_off_every_surface(inside, visitor, fresh_budgets):
    with inside():
        case = make_repair("approved")
        slug = db.session.scalar(select(PublicEntry.slug))
    page = f"/register/{slug}"
    for surface in (*SURFACES, page):
        assert any(trace in body(visitor, surface) for trace in TRACES), surface
    with inside():
        step(db.session.merge(case), "publish")
    for surface in SURFACES:
        left = [trace for trace in TRACES if trace in body(visitor, surface)]
        assert not left, (surface, left)
    gone = visitor.get(page)
    assert gone.status_code == 410
    assert not any(trace in gone.text for trace in TRACES)
    assert visitor.get("/register/changes.json").json["changes"][-1]["why"] == "repaired"


def test_a_revoked_repair_shows_the_record_again_under_a_new_address(
    inside, visitor, fresh_budgets
):
    with inside():
        case = make_repair("published")
        old = db.session.scalar(select(PublicEntry.slug))
        _find_it_false(case)
        step(case, "revoke")
    assert visitor.get(f"/register/{old}").status_code == 410
    [entry] = visitor.get("/register.json").json["entries"]
    assert entry["slug"] != old


def _find_it_false(case):
    """A re-check found the papers false."""
    with transaction():
        made = samples.draw(
            "repair", case.house_id, TODAY, TODAY, 1, "7", actor("auditor"), clock.now()
        )
        [item] = made.items
        rechecks.find(item, "false_papers", "凭证系伪造", actor("legal2"), clock.now())
