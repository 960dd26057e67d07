"""配额: readers never notice it, machines are asked to wait, and it forgets in time."""

import pytest

from app.web import budget
from app.web.budget import MOST_SOURCES, Bucket, Tries, source


def test_a_bucket_is_spent_and_fills_up_again():
    bucket = Bucket(most=3, a_second=2)
    assert [bucket.spend("a", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.spend("b", 0) == 0
    assert bucket.spend("a", 0.5) == 0
    assert bucket.spend("a", 0.5) > 0
    assert [bucket.spend("a", 1000) for _ in range(4)] == [0, 0, 0, 0.5]


def test_asking_while_waiting_does_not_make_the_wait_longer():
    bucket = Bucket(most=1, a_second=1)
    bucket.spend("a", 0)
    for tenth in range(1, 10):
        assert bucket.spend("a", tenth / 10) == pytest.approx(1 - tenth / 10)
    assert bucket.spend("a", 1) == 0


def test_wrong_tries_count_for_a_while():
    tries = Tries(most=3, window=60)
    for at in (0, 10, 20):
        assert tries.wait("a", at) == 0
        tries.note("a", at)
    assert tries.wait("a", 30) == 30
    assert tries.wait("b", 30) == 0
    assert tries.wait("a", 60) == 0


def test_the_books_do_not_grow_without_end():
    bucket, tries = Bucket(1, 1), Tries(1, 60)
    for number in range(MOST_SOURCES + 50):
        bucket.spend(str(number), 0)
        tries.note(str(number), 0)
    assert len(bucket._left) == len(tries._wrong) == MOST_SOURCES


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_source(app, address, counts_as):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert source() == counts_as


@pytest.fixture
def narrow(app, monkeypatch):
    app.extensions.pop("budgets", None)
    app.config["BUDGETS"] = dict.fromkeys(
        ("register.search", "register.downloads", "register.feed"), (2, 0.5)
    )
    now = [0.0]
    monkeypatch.setattr(budget, "seconds", lambda: now[0])
    yield now
    del app.config["BUDGETS"]
    app.extensions.pop("budgets", None)


@pytest.mark.parametrize("path", ["/register?q=2026", "/register.csv", "/register/changes.json"])
def test_beyond_its_budget_a_source_is_asked_to_wait(visitor, narrow, path):
    for _ in range(2):
        assert visitor.get(path).status_code == 200
    answer = visitor.get(path)
    assert answer.status_code == 429
    assert 'data-refusal="slow_down"' in answer.text
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert visitor.get(path, environ_base=elsewhere).status_code == 200
    narrow[0] = 2.0
    assert visitor.get(path).status_code == 200


def test_csv_and_json_spend_the_same_budget(visitor, narrow):
    assert visitor.get("/register.csv").status_code == 200
    assert visitor.get("/register.json").status_code == 200
    assert visitor.get("/register.csv").status_code == 429
    assert visitor.get("/").status_code == 200
