"""依据撤销 on the page: from the record on file to the tombstone that anybody may read."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from app.extensions import db
from app.kernel import clock, public_entries
from app.kernel.records import CreditRecord
from tests.browser import seen
from tests.cases.revocation.scenes import make_revocation
from tests.factories import make_record


def test_the_way_from_the_record_to_the_tombstone(
    inside: Callable[[], AbstractContextManager[None]],
    sign_in: Callable[[str], FlaskClient],
    visitor: FlaskClient,
) -> None:
    with inside():
        number = make_record().id
        entry = public_entries.entry_of(number, clock.today())
        assert entry is not None
        slug = entry.slug
    handler = sign_in("handler.road")
    page = seen(handler.get(f"/collection/records/{number}"))
    assert page.tree.xpath("//*[@id='actions']//a")
    assert handler.get(f"/cases/open/revocation?record={number}").status_code == 200
    assert handler.get("/cases/open/revocation").status_code == 404
    with inside():
        case = make_revocation("published", db.session.get_one(CreditRecord, number))
        ref = case.ref
    gone = visitor.get(f"/register/{slug}")
    assert gone.status_code == 410
    assert "资府复决〔2026〕3号" in gone.get_data(as_text=True)
    assert "顺达" not in gone.get_data(as_text=True)
    for login in ("handler.road", "head.road", "approver"):
        shown = seen(sign_in(login).get(f"/cases/{ref}"))
        assert shown.state == "published"
    assert seen(sign_in("applicant.a").get(f"/counter/{ref}")).state == "published"


def test_a_record_is_read_in_its_bureau_and_begun_about_where_it_was_found(
    inside: Callable[[], AbstractContextManager[None]], sign_in: Callable[[str], FlaskClient]
) -> None:
    with inside():
        number = make_record().id
    elsewhere = seen(sign_in("handler.enforcement").get(f"/collection/records/{number}"))
    assert elsewhere.status == 200
    assert not elsewhere.tree.xpath("//*[@id='actions']//a")
    assert sign_in("handler.yanjiang").get(f"/collection/records/{number}").status_code == 404
    assert sign_in("applicant.a").get(f"/collection/records/{number}").status_code == 403
