"""译文: every word has its English, which keeps its holes and is English."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.config import ROOT
from app.kernel.rooms import ROOMS

CATALOGUE = ROOT / "app/translations/en/messages.po"
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "say": (1,),
    "NC_": ((1, "c"), 2),
}
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
CHINESE = re.compile(r"[\u2e80-\u2fff\u3001-\u3017\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e]")

# What English names in Chinese because the reader will see it so: forms of numbers, names, a table.
QUOTED = (
    "资交执罚〔2026〕12号",
    "资交执罚〔2026〕1号",
    "〔year〕serial号",
    "“顺达”",
    "双公示",
    "“其他-name”",
)


def in_chinese(text: str) -> bool:
    """Whether it holds a Chinese character, or a sign as wide as one."""
    return bool(CHINESE.search(text))


def marked() -> Iterator[tuple[str, str | None]]:
    """Every word marked for translators, with the context it is marked for."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as settings:
        methods, options = parse_mapping_cfg(settings)
    found = extract_from_dir(ROOT, methods, options, keywords=MARKS)
    for _file, _line, words, _comments, context in found:
        yield (words[0] if isinstance(words, tuple) else words), context


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def english_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def test_every_marked_word_has_its_english(catalogue: Catalog) -> None:
    missing = set()
    for words, context in marked():
        entry = catalogue.get(words, context)
        if entry is None or entry.fuzzy or not all(english_of(entry)):
            missing.add(f"{context or ''} {words}")
    assert sorted(missing) == []


def test_every_step_has_its_words_for_the_button_and_for_the_story(catalogue: Catalog) -> None:
    marks = set(marked())
    for room in ROOMS.values():
        for words in room.events.values():
            assert {(words, "event"), (words, "past")} <= marks, words
            button, story = (english_of(catalogue.get(words, c))[0] for c in ("event", "past"))
            assert button != story, words


def test_no_button_reads_as_a_state(catalogue: Catalog) -> None:
    for room in ROOMS.values():
        buttons = {english_of(catalogue.get(w, "event")) for w in room.events.values()}
        states = {english_of(catalogue[w]) for w in room.states.values()}
        assert not buttons & states


def test_the_english_keeps_every_hole(catalogue: Catalog) -> None:
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in english_of(message) if source else ():
            assert sorted(HOLES.findall(text)) == sorted(HOLES.findall(source)), source


def test_the_english_is_english(catalogue: Catalog) -> None:
    for message in catalogue:
        for text in english_of(message) if message.id else ():
            for quoted in QUOTED:
                text = text.replace(quoted, "")
            assert not in_chinese(text), text
