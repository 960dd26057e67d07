"""公示下载: complete, safe to open in a spreadsheet, of one version, and never a burden to writers."""

import csv
import io
import json
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from app.halls.register import downloads
from app.halls.register.columns import HEADINGS, safe
from app.kernel import clock
from app.lib.publicity import Severity
from tests.conftest import MORNING
from tests.factories import HONGTU
from tests.halls.register.conftest import feed, replay, table, whole

DAY = timedelta(days=1)
LATER = timedelta(minutes=5)


def test_both_files_hold_what_stands_and_nothing_else(hand, visitor):
    kept, gone = hand.publish(HONGTU), hand.publish()
    hand.publish(until=MORNING.date())
    hand.withdraw(gone)
    clock.stand_at(MORNING + DAY)
    assert set(whole(visitor)) == {kept.slug}
    assert [row["条目标识"] for row in table(visitor)] == [kept.slug]


def test_the_table_opens_in_office_programs_with_every_value_as_text(hand, visitor):
    hand.publish(doc_no="2026-0012", title='=HYPERLINK("x")\n第二行', body={"CF_NR_FK": "0.1"})
    answer = visitor.get("/register.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 3
    assert next(csv.reader(lines)) == HEADINGS
    row = table(visitor)[0]
    assert row["决定书文号"] == "'2026-0012"
    assert row["公示事项"] == '\'=HYPERLINK("x") 第二行'
    assert row["统一社会信用代码"] == "91512000MA0000015M"
    assert row["罚款金额（万元）"] == "0.1"
    assert (row["失信程度"], row["异议处理中"]) == ("一般", "否")
    assert row["条目类型"] == "行政处罚"


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="]
)
def test_nothing_in_a_cell_is_run(sign):
    assert safe(f"{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize(
    "digits",
    ["121200004013590816", "1234567E12345678", "2026-1", "3/4", "00012", "1,000", "１２３"],
)
def test_digits_stay_as_written(digits):
    assert safe(digits) == f"'{digits}"


@pytest.mark.parametrize("words", ["资交执罚〔2026〕1号", "91512000MA0000015M", "资阳市顺达", ""])
def test_plain_words_stay_plain(words):
    assert safe(words) == words


def test_the_files_answer_the_same_question_as_the_search(hand, visitor):
    serious, _general = hand.publish(severity=Severity.SERIOUS), hand.publish()
    other = hand.publish(HONGTU, severity=Severity.SERIOUS)
    assert set(whole(visitor, "?severity=serious")) == {serious.slug, other.slug}
    assert set(whole(visitor, f"?severity=serious&q={quote('顺达')}")) == {serious.slug}
    assert len(table(visitor, "?year=2026")) == 3
    assert len(table(visitor, "?year=2025")) == 0


@pytest.mark.parametrize("query", ["?q=x", "?q=" + "顺达" * 60, "?severity=x"])
def test_a_question_that_cannot_be_asked_gets_no_file(hand, visitor, query):
    assert visitor.get(f"/register.csv{query}").status_code == 400


def test_a_reader_who_has_the_version_is_told_so_and_not_otherwise(hand, visitor):
    shown = hand.publish()
    clock.stand_at(MORNING + LATER)
    for path in (
        "/register.csv",
        "/register.json",
        "/register/changes.json",
        "/register/feed.atom",
    ):
        first = visitor.get(path)
        assert first.cache_control.public
        assert first.cache_control.max_age == 0
        assert "Set-Cookie" not in first.headers
        tag = {"If-None-Match": first.headers["ETag"]}
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        for known in (tag, since):
            again = visitor.get(path, headers=known)
            assert (again.status_code, again.data) == (304, b"")
        hand.mark(shown, disputed=path.endswith(("csv", "changes.json")))
        clock.stand_at(clock.now() + LATER)
        for known in (tag, since):
            assert visitor.get(path, headers=known).status_code == 200


def test_the_end_of_a_day_is_a_new_version_without_any_writing(hand, visitor):
    hand.publish(until=MORNING.date())
    clock.stand_at(MORNING + LATER)
    first = visitor.get("/register.json")
    assert len(first.json["entries"]) == 1
    clock.stand_at(MORNING + DAY)
    known = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    second = visitor.get("/register.json", headers=known)
    assert (second.status_code, second.json["entries"]) == (200, [])


def test_a_second_that_may_not_be_over_is_not_promised(hand, visitor):
    """Two changes within one second must not look alike to who asks by the second."""
    hand.publish()
    assert "Last-Modified" not in visitor.get("/register.json").headers


def test_nothing_is_kept_for_whoever_is_signed_in(hand, sign_in):
    shown = hand.publish()
    client = sign_in("applicant.a")
    for path in (
        "/",
        "/register",
        f"/register/{shown.slug}",
        "/register.csv",
        "/register/changes.json",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.vary


def test_pages_are_the_readers_own(hand, visitor):
    answer = visitor.get("/register")
    assert answer.cache_control.private
    assert answer.cache_control.max_age == 0
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


@pytest.fixture
def in_parts(monkeypatch):
    """Files of one entry a part, the first sent before the second is read."""
    monkeypatch.setattr(downloads, "BATCH", 1)
    monkeypatch.setattr(downloads, "AT_A_STROKE", 1)


@pytest.mark.parametrize("query", ["", f"?q={quote('顺达')}"])
def test_what_leaves_while_a_file_is_sent_is_left_out_and_the_feed_does_the_rest(
    hand, visitor, in_parts, query
):
    days = [date(2026, 5, day) for day in (6, 5, 4, 3, 2)]
    shown = [hand.publish(decided_on=day) for day in days]
    parts = visitor.get(f"/register.json{query}", buffered=False).iter_encoded()
    begun = [next(parts) for _ in range(2)]  # head, first entry
    hand.withdraw(shown[3])  # a writer is not held up
    hand.mark(shown[0])
    late = hand.publish(decided_on=date(2026, 5, 1))
    file = json.loads(b"".join([*begun, *parts]))
    assert file["seq"] == 5
    held = {entry["slug"]: entry for entry in file["entries"]}
    assert set(held) == {s.slug for s in shown} - {shown[3].slug}
    items, _ = feed(visitor, file["seq"])
    assert replay(items, held) == whole(visitor)
    assert late.slug in held


def test_midnight_does_not_wait_for_a_file_to_be_finished(hand, visitor, in_parts):
    hand.publish()
    hand.publish(until=MORNING.date())
    parts = visitor.get("/register.json", buffered=False).iter_encoded()
    begun = [next(parts) for _ in range(2)]
    clock.stand_at(MORNING + DAY)
    assert len(json.loads(b"".join([*begun, *parts]))["entries"]) == 1


def test_only_so_many_long_files_are_sent_at_once(hand, visitor, in_parts):
    hand.publish()
    hand.publish()
    sent = [visitor.get("/register.csv", buffered=False) for _ in range(downloads.SENT_AT_ONCE)]
    full = visitor.get("/register.csv")
    assert (full.status_code, full.headers["Retry-After"]) == (503, "60")
    for answer in sent:
        answer.close()
    assert len(table(visitor)) == 2
    assert visitor.head("/register.csv").status_code == 200
    assert len(table(visitor)) == 2


def test_file_and_table_say_the_same(hand, visitor):
    hand.publish(body={"CF_SY": "货车超限", "CF_YJ": "《公路安全保护条例》"})
    [entry], [row] = whole(visitor).values(), table(visitor)
    assert (entry["facts"], entry["basis"]) == (row["事实"], row["依据"])
    assert entry["public_until"] == row["公示截止日"] == "2027-05-06"
    assert len(entry) == len(HEADINGS)
    assert "CF_" not in json.dumps(entry)
    assert not io.StringIO(visitor.get("/register.json").text).read().count("digest")
