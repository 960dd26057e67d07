"""Every hostile file gets a sentence, quickly and in little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.halls.collection.reading import open_table
from app.lib.tables.unreadable import Unreadable
from tests.halls.collection.hostile import Hostile, corpus

ROOT = Path(__file__).parents[3]
MOST_SECONDS, MOST_MIB = 2.0, 100

# Opens each file in turn and tells what came of it, in what time, and how far memory ever rose.
WATCHER = """
import json, resource, sys, time
from pathlib import Path
from app.halls.collection.reading import open_table
from app.lib.tables.unreadable import Unreadable

def used():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

for line in sys.stdin:
    path, filename = json.loads(line)
    before, start = used(), time.process_time()
    try:
        for _ in open_table(Path(path), filename).rows:
            pass
        code, says = "inert", "表"
    except Unreadable as why:
        code, says = why.code, why.says
    took = time.process_time() - start
    print(json.dumps([code, says, took, used() - before]), flush=True)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Hostile]:
    return corpus(tmp_path_factory.mktemp("hostile"))


@pytest.mark.slow
def test_every_hostile_file_is_refused_quickly_with_a_sentence(files: list[Hostile]) -> None:
    asked = "".join(json.dumps([str(each.path), each.filename]) + "\n" for each in files)
    watched = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", WATCHER],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    assert watched.returncode == 0, watched.stderr
    answers = [json.loads(line) for line in watched.stdout.splitlines()]
    assert len(answers) == len(files) >= 140
    wrong = [
        (each.name, code, says, took, grown)
        for each, (code, says, took, grown) in zip(files, answers, strict=True)
        if code not in each.codes or took > MOST_SECONDS or grown > MOST_MIB
    ]
    assert wrong == []
    assert "Traceback" not in watched.stderr


def refusal_of(file: Hostile) -> Unreadable | None:
    try:
        for _ in open_table(file.path, file.filename).rows:
            pass
    except Unreadable as why:
        return why
    return None


@pytest.mark.slow
def test_every_refusal_is_a_chinese_sentence_that_tells_what_to_do(files: list[Hostile]) -> None:
    refusals = [(each, refusal_of(each)) for each in files]
    for each, why in refusals:
        if why is not None:
            assert why.says.endswith("。"), each.name
            assert why.code.isidentifier(), each.name
            assert "%(" not in why.says, each.name
            assert str(each.path) not in why.says, each.name
    assert sum(why is not None for _, why in refusals) > 120
