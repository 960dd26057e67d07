"""交换: messages leave as numbered files, in order, once, whatever dies in between."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, delivery, outbox
from app.kernel.outbox import Message
from app.kernel.tx import FAULTS
from app.lib import digest
from tests.factories import make_record, make_repair


def files_in(folder: Path) -> list[tuple[str, dict[str, object]]]:
    found = sorted((folder / delivery.FOLDER).glob("*.json"))
    return [(file.name, json.loads(file.read_text())) for file in found]


def test_every_message_leaves_once_and_in_order(house: Flask, tmp_path: Path) -> None:
    make_repair("published")
    waiting = [message.id for message in outbox.waiting()]
    assert delivery.deliver(clock.now(), tmp_path) == len(waiting) > 0
    assert delivery.deliver(clock.now(), tmp_path) == 0
    assert [name for name, _ in files_in(tmp_path)] == [
        f"{n:08d}.json" for n in range(1, len(waiting) + 1)
    ]
    sent = db.session.scalars(select(Message).order_by(Message.number)).all()
    assert [message.id for message in sent] == waiting
    assert all(message.sent_at for message in sent)


def test_each_file_is_held_to_the_one_before(house: Flask, tmp_path: Path) -> None:
    make_repair("published")
    delivery.deliver(clock.now(), tmp_path)
    make_repair("published", make_record(doc_no="资交执罚〔2026〕2号"))
    delivery.deliver(clock.now(), tmp_path)
    previous = digest.GENESIS
    for _name, letter in files_in(tmp_path):
        said = {k: v for k, v in letter.items() if k not in ("algorithm", "previous", "digest")}
        assert letter["previous"] == previous
        previous = digest.linked(previous, said)
        assert letter["digest"] == previous


def test_a_death_between_writing_and_marking_sends_the_same_file_again(
    house: Flask, tmp_path: Path
) -> None:
    make_repair("published")

    def dies() -> None:
        raise KeyboardInterrupt

    FAULTS["delivered, not marked"] = dies
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver(clock.now(), tmp_path)
    FAULTS.clear()
    before = files_in(tmp_path)
    make_repair("published", make_record(doc_no="资交执罚〔2026〕2号"))
    delivery.deliver(clock.now(), tmp_path)
    after = files_in(tmp_path)
    assert after[: len(before)] == before
    assert len(after) == 2 * len(before)


def test_a_message_names_the_act_that_caused_it(house: Flask, tmp_path: Path) -> None:
    case = make_repair("published")
    delivery.deliver(clock.now(), tmp_path)
    _, letter = files_in(tmp_path)[0]
    assert letter["case"] == case.ref
    assert letter["act"]["stream"] == case.stream  # type: ignore[index]
    assert letter["kind"] == "stop_use"
