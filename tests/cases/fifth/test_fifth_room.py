"""第五种办件: a workflow is a folder, a migration and a translation, and nothing else is touched.

The room is docs/adding-a-workflow.md, word for word; it is driven in a process of its own.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from app.config import ROOT

FOLDER = Path(__file__).parent / "inquiry"
DOCUMENT = ROOT / "docs" / "adding-a-workflow.md"
BLOCK = re.compile(r"^### `([^`]+)`\n.*?^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def seen(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a house with the fifth room did, on the database the tests run on."""
    folder, address = tmp_path_factory.mktemp("fifth"), ""
    if postgresql:
        address = empty_database(postgresql)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-m", "tests.cases.fifth.drive", str(folder), address],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("XINTU_")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def empty_database(server: str) -> str:
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text('drop database if exists "fifth" with (force)'))
        connection.execute(text('create database "fifth"'))
    return make_url(server).set(database="fifth").render_as_string(hide_password=False)


# ---------------------------------------------------------------- the document is the folder


def printed() -> dict[str, str]:
    return dict(BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")))


def lying_there() -> dict[str, str]:
    return {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_document_prints_every_file_of_the_room_as_it_is() -> None:
    assert printed() == lying_there()


def test_the_document_names_only_files_that_are_there() -> None:
    words = DOCUMENT.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:app|tests|docs|migrations|templates)/[\w/.-]+)`", words):
        places = (ROOT / name, FOLDER / name, *ROOT.glob(f"{name}-*"))
        assert any(place.exists() for place in places), name


def test_the_house_does_not_know_the_room() -> None:
    knows = [
        path
        for folder, kinds in (("app", "*.py"), ("app", "*.po"), ("templates", "*.html"))
        for path in (ROOT / folder).rglob(kinds)
        if "inquiry" in path.read_text(encoding="utf-8").lower()
    ]
    assert knows == []
    assert "inquiry" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


# ---------------------------------------------------------------- the room at work


def test_its_own_migration_is_applied_after_the_houses(seen: dict[str, Any]) -> None:
    assert seen["migrated"] == {
        "before": False,
        "after": True,
        "standing": "inquiry_1",
        "needed": "inquiry_1",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_handler_brings_it_from_its_opening_to_its_end(
    seen: dict[str, Any], language: str
) -> None:
    told = seen[language]
    assert told["refused"] == 422  # without a question
    assert [(s["status"], s["state"], s["events"]) for s in told["steps"]] == [
        (200, "filed", ["accept", "withdraw"]),
        (200, "answering", ["answer", "withdraw"]),
        (200, "answered", []),
    ]
    assert told["withdrawn"]["state"] == "withdrawn"
    assert told["story"] == ["open", "submit", "accept", "answer"]
    assert told["edition"] == 1
    assert (told["help_status"], told["desk"]) == (200, 200)


def test_its_paper_is_numbered_in_its_own_series(seen: dict[str, Any]) -> None:
    papers = [paper for language in ("zh", "en") for paper in seen[language]["papers"]]
    assert papers == [
        ["answer_letter", "资交信答〔2026〕1号"],
        ["answer_letter", "资交信答〔2026〕2号"],
    ]


def test_it_speaks_chinese(seen: dict[str, Any]) -> None:
    heads = [step["head"].rsplit(" ", 1)[-1] for step in seen["zh"]["steps"]]
    assert heads == ["待受理", "答复中", "已答复"]
    assert "20 个工作日《政府信息公开条例》第三十三条" in seen["zh"]["help"]


def test_it_speaks_english(seen: dict[str, Any]) -> None:
    told = seen["en"]
    for step, state in zip(
        told["steps"], ("Awaiting acceptance", "Being answered", "Answered"), strict=True
    ):
        assert step["head"].endswith(state), step["head"]
    assert "Answered in writing" in told["story_text"]
    for words in ("Inquiry", "Answer in writing", "Time to answer", "20 working days"):
        assert words in told["help"], words
    assert "Regulations on Open Government Information, article 33" in told["help"]
    assert "Letter of answer" in told["help"]


def test_somebody_of_another_section_knows_nothing_of_it(seen: dict[str, Any]) -> None:
    assert seen["stranger"] == {"page": 404}


def test_the_verifier_finds_the_house_sound(seen: dict[str, Any]) -> None:
    assert seen["findings"] == []
