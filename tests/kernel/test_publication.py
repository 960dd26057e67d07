"""公示: what comes to the register, what leaves it, and the numbers under which both are remembered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.extensions import BEIJING, db
from app.kernel import clock, events, public_entries, publication, register_log, search
from app.kernel.people import CLOCK
from app.kernel.public_entries import PublicEntry
from app.kernel.public_face import face_of, may_be_shown
from app.kernel.records import CreditRecord
from app.kernel.register_log import RegisterChange
from app.kernel.tx import transaction
from tests.conftest import MORNING
from tests.factories import HONGTU, SHUNDA, make_record

TODAY = MORNING.date()
DAY = timedelta(days=1)
HIGHEST = 1 << 62


def act(name="test") -> int:
    return events.record(f"bureau/{name}", name, CLOCK, clock.now()).id


def entry_of(record) -> PublicEntry:
    found = public_entries.entry_of(record.id, clock.today())
    assert found is not None
    return found


def withdraw(record, why="repaired"):
    with transaction():
        entry = entry_of(record)
        publication.withdraw(entry, why, clock.today(), act(), clock.now())
    return entry


def changes() -> list[RegisterChange]:
    return list(db.session.scalars(select(RegisterChange).order_by(RegisterChange.id)))


def find(words: str) -> list[int]:
    places = search.find(words, (), 0, HIGHEST, 100)
    return [public_entries.entry_at(place) for place in places]


def publish_until(until: date, doc_no: str):
    record = make_record(doc_no=doc_no, public=False)
    with transaction():
        record.maximum_until = until
        db.session.add(record)
        db.session.flush()
        publication.publish(record, clock.today(), act(), clock.now())
    return record


def test_an_entry_is_numbered_like_the_change_that_added_it(house):
    first = entry_of(make_record())
    second = entry_of(make_record(HONGTU, doc_no="资交执罚〔2026〕2号"))
    assert [(c.id, c.entry_id, c.kind) for c in changes()] == [
        (1, first.id, "added"),
        (2, second.id, "added"),
    ]
    assert (first.id, second.id) == (1, 2)
    assert first.repairable_from == date(2026, 8, 7)


def test_an_entry_shows_allow_listed_columns_and_nothing_else(house):
    record = make_record(public=False)
    body = dict.fromkeys(("CF_FRDB", "CF_XDR_ZJHM", "BZ", "CF_NR_ZKDX", "CF_SJLY"), "不得公示")
    with transaction():
        record.body = record.body | body
        db.session.add(record)
        publication.publish(record, TODAY, act(), MORNING)
    shown = entry_of(record).body
    assert set(shown) <= {*publication_columns(), "subject_name", "subject_code"}
    assert "不得公示" not in str(shown)


def publication_columns():
    from app.kernel.public_face import PUBLIC_COLUMNS

    return PUBLIC_COLUMNS


def test_a_persons_number_or_home_in_the_words_is_starred_on_the_way_out():
    body = {
        "CF_SY": "驾驶员身份证512001198001010011，电话13800000000，家住雁江区建设路12号",
        "CF_NR": "罚款1000元",
    }
    shown = face_of({"body": body}, "某公司", SHUNDA)
    assert shown["CF_NR"] == "罚款1000元"
    for secret in ("512001198001010011", "13800000000", "建设路12号"):
        assert secret not in shown["CF_SY"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (SHUNDA, True),
        ("91350203M0001QAY9B", True),  # real, with a wrong check digit, accepted with a reason
        (None, False),
        ("", False),
        ("512001198001010011", False),
    ],
)
def test_natural_persons_are_never_public(code, shown):
    assert may_be_shown(code, TODAY, TODAY) is shown


def test_what_may_not_be_shown_is_left_out_and_leaves_no_trace(house):
    record = make_record(public=False)
    with transaction():
        record.maximum_until = TODAY - DAY
        db.session.add(record)
        assert publication.publish(record, TODAY, act(), MORNING) is None
    assert changes() == []


def test_a_withdrawal_takes_the_entry_from_list_index_and_look_up_at_once(house):
    record, other = make_record(), make_record(doc_no="资交执罚〔2026〕2号")
    assert len(find("顺达")) == 2
    gone = withdraw(record)
    assert find("顺达") == [entry_of(other).id]
    assert public_entries.entry_of(record.id, TODAY) is None
    standing = db.session.scalars(public_entries.standing(TODAY, PublicEntry)).all()
    assert [e.record_id for e in standing] == [other.id]
    assert public_entries.ending_of(gone) == (TODAY, "repaired")
    assert changes()[-1].why == "repaired"
    assert register_log.last().removed == 1


def test_withdrawing_twice_is_withdrawing_once(house):
    record = make_record()
    entry = withdraw(record)
    with transaction():
        publication.withdraw(entry, "annulled", TODAY, act("again"), MORNING)
    assert public_entries.ending_of(entry) == (TODAY, "repaired")
    assert [c.kind for c in changes()] == ["added", "removed"]


def test_one_record_stands_once(house):
    record = make_record()
    with pytest.raises(IntegrityError), transaction():
        publication.publish(record, TODAY, act(), MORNING)
    assert len(changes()) == 1


def test_a_record_shown_again_gets_a_new_address(house):
    record = make_record()
    old = withdraw(record).slug
    with transaction():
        new = publication.publish(record, TODAY, act(), MORNING)
    assert new is not None
    assert new.slug != old
    assert public_entries.ending_of(public_entries.entry_with(old)) == (TODAY, "repaired")


def test_a_removal_without_an_act_is_refused_by_the_database(house):
    make_record()
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text("update public_entry set withdrawn_on = '2026-11-23', withdrawn_why = 'repaired'")
        )


def test_a_period_ends_by_itself_and_its_removal_is_written_once(house):
    record = publish_until(TODAY, "资交执罚〔2026〕2号")
    assert public_entries.is_public(entry_of(record), TODAY)
    clock.stand_at(MORNING + DAY)
    assert public_entries.entry_of(record.id, clock.today()) is None
    assert public_entries.count_expired(clock.today()) == 1
    for removed in (1, 0):
        with transaction():
            assert publication.end_expired(clock.today()) == removed
    last = changes()[-1]
    assert (last.kind, last.why, last.id) == ("removed", "expired", 2)
    assert last.at == datetime(2026, 11, 24, tzinfo=BEIJING)
    assert find("顺达") == []


def test_every_writer_first_writes_down_what_ended_before(house):
    publish_until(TODAY, "资交执罚〔2026〕2号")
    clock.stand_at(MORNING + DAY)
    make_record(HONGTU, doc_no="资交执罚〔2026〕3号")
    assert [(c.id, c.kind, c.why) for c in changes()] == [
        (1, "added", ""),
        (2, "removed", "expired"),
        (3, "added", ""),
    ]


def test_a_withdrawal_after_the_last_day_finds_it_ended(house):
    record = publish_until(TODAY, "资交执罚〔2026〕2号")
    entry = entry_of(record)
    clock.stand_at(MORNING + DAY)
    with transaction():
        publication.withdraw(entry, "repaired", clock.today(), act(), clock.now())
    assert public_entries.ending_of(entry) == (TODAY + DAY, "expired")


def test_a_record_whose_period_was_over_may_stand_again(house):
    record = publish_until(TODAY, "资交执罚〔2026〕2号")
    clock.stand_at(MORNING + DAY)
    with transaction():
        record = db.session.merge(record)
        record.maximum_until = TODAY + 9 * DAY
        db.session.flush()
        again = publication.publish(record, clock.today(), act(), clock.now())
    assert again is not None


def test_a_dispute_is_marked_once_and_taken_back(house):
    record = make_record()
    for disputed in (True, True, False):
        with transaction():
            publication.mark(entry_of(record), disputed, clock.now())
    assert [(c.kind, c.why) for c in changes()[1:]] == [
        ("changed", "disputed"),
        ("changed", "settled"),
    ]


def test_the_log_counts_as_it_goes(house):
    for number in range(1, 5):
        make_record(doc_no=f"资交执罚〔2026〕{number}号")
    clock.stand_at(MORNING + DAY)
    record = make_record(doc_no="资交执罚〔2026〕5号")
    withdraw(record)
    assert vars(register_log.last()) | {"at": None} == {
        "seq": 6,
        "added": 5,
        "removed": 1,
        "at": None,
    }
    assert register_log.standing_before(clock.now()).added == 4
    assert register_log.standing_before(MORNING).seq == 0


def test_the_log_cannot_be_rewritten(house):
    make_record()
    for statement in ("update register_change set why = 'x'", "delete from register_change"):
        with pytest.raises(Exception, match="append-only"), transaction():
            db.session.execute(text(statement))


def publish_each(app, record_ids):
    with app.app_context():
        for record_id in record_ids:
            with transaction():
                record = db.session.get(CreditRecord, record_id)
                publication.publish(record, TODAY, act(f"writer{record_ids[0]}"), MORNING)


def read_on(app, seen):
    """Read what was written since the last number, as a reader of the feed does."""
    with app.app_context():
        query = select(RegisterChange.id).where(RegisterChange.id > max(seen, default=0))
        seen.extend(db.session.scalars(query.order_by(RegisterChange.id)))


def test_numbers_follow_the_commits_however_many_write(app, inside):
    """A reader who goes on from the last number it saw misses nothing that is committed later."""
    with inside():
        records = [make_record(doc_no=f"资交执罚〔2026〕{n}号", public=False).id for n in range(24)]
    seen = []
    with ThreadPoolExecutor(4) as hands:
        writers = [hands.submit(publish_each, app, records[n::4]) for n in range(4)]
        while not all(writer.done() for writer in writers):
            read_on(app, seen)
    for writer in writers:
        writer.result()
    read_on(app, seen)
    assert seen == list(range(1, 25))
    with inside():
        assert db.session.scalar(select(func.count()).select_from(PublicEntry)) == 24


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("顺达", False),
        ("顺", True),
        ("", True),
        ("2026", False),
        ("91", False),
        ("9", True),
        ("顺达 公", True),
        ("顺达 2026", False),
        ("!!", True),
        ("\x00", True),
        ("资交〔2026〕", False),
    ],
)
def test_words_that_are_filed_nowhere_are_too_short(words, short):
    assert search.too_short(words) is short


@pytest.mark.parametrize(
    "words", ["顺达", "示例货运", "91512000MA0000015M", "0000015", "2026", "6〕1号"]
)
def test_an_entry_is_found_by_any_part_of_name_code_and_number(house, words):
    make_record()
    make_record(HONGTU, doc_no="雁交执罚〔2025〕7号", decided_on=date(2025, 12, 1))
    assert find(words)[:1] == [1]
