"""封存外存: each seal also lies beside the database, whole, once."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.kernel import clock, seals, vault
from app.kernel.seals import Seal
from app.lib import digest
from tests.factories import make_repair, step


def lying_in(folder: Path) -> list[dict[str, object]]:
    return [json.loads(file.read_text()) for file in sorted((folder / "seals").glob("*.json"))]


def test_a_seal_is_written_beside_the_database_and_checks_on_its_own(
    house: Flask, tmp_path: Path
) -> None:
    case = make_repair("filed")
    assert seals.seal(clock.now(), tmp_path) is not None
    step(case, "accept")
    seals.seal(clock.now(), tmp_path)
    first, second = lying_in(tmp_path)
    assert second["previous"] == first["digest"]
    header = {"format": 1, "at": second["at"], "heads": second["heads"]}
    assert digest.linked(str(first["digest"]), header) == second["digest"]
    assert vault.is_ours(str(second["digest"]).encode(), str(second["signature"]))


def test_where_nothing_moved_no_seal_is_made(house: Flask, tmp_path: Path) -> None:
    make_repair("filed")
    seals.seal(clock.now(), tmp_path)
    assert seals.seal(clock.now(), tmp_path) is None
    assert len(lying_in(tmp_path)) == 1


def test_a_seal_whose_file_was_not_yet_written_is_written_next_time(
    house: Flask, tmp_path: Path
) -> None:
    case = make_repair("filed")
    seals.seal(clock.now(), tmp_path)
    for file in (tmp_path / "seals").iterdir():
        file.unlink()
    step(case, "accept")
    seals.seal(clock.now(), tmp_path)
    kept = list(db.session.scalars(select(Seal.id).order_by(Seal.id)))
    assert [line["id"] for line in lying_in(tmp_path)] == kept


def test_a_seal_file_taken_away_is_not_put_back_in_silence(house: Flask, tmp_path: Path) -> None:
    case = make_repair("filed")
    seals.seal(clock.now(), tmp_path)
    first = next((tmp_path / "seals").iterdir())
    step(case, "accept")
    seals.seal(clock.now(), tmp_path)
    first.unlink()
    seals.keep_outside(tmp_path / "seals")
    assert not first.exists()
