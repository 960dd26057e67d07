"""设计变量: both dark sets are one, and every pair of colours that carries words can be read."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "app/static/tokens.css").read_text(encoding="utf-8")
READ = 4.5
SEEN = 3.0


def block(opening: str) -> dict[str, str]:
    """The custom properties of the first rule that opens so."""
    body = CSS.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


LIGHT = block(":root {")
ASKED_BY_MACHINE = block(':root:not([data-theme="light"]) {')
ASKED_BY_PERSON = block(':root[data-theme="dark"] {')
DARK = LIGHT | ASKED_BY_PERSON

ON_PAPER = (
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-strong",
    "ok",
    "warn",
    "late",
    "serious",
    "mute",
)
WORDS = [
    *((words, ground) for words in ON_PAPER for ground in ("paper", "ground", "hover")),
    *((words, "sunk") for words in ("ink", "ink-2", "ink-3", "accent", "accent-strong")),
    *((words, "mute-soft") for words in ("ink", "ink-2")),
    *((words, "accent-soft") for words in ("ink", "ink-2", "accent", "accent-strong")),
    *((words, f"{words}-soft") for words in ("ok", "warn", "late", "serious")),
    *(("ink", f"{tone}-soft") for tone in ("ok", "warn", "late")),
    *(("ink-2", f"{tone}-soft") for tone in ("ok", "warn", "late")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "late"),
    ("on-band", "band"),
    ("on-band-2", "band"),
]


def light_of(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light_of(one), light_of(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_dark_set_is_the_same_however_it_was_asked_for():
    assert ASKED_BY_MACHINE == ASKED_BY_PERSON


def test_every_dark_colour_has_a_light_one():
    assert set(ASKED_BY_PERSON) <= set(LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_can_be_read_on_their_ground(theme, words, ground):
    assert contrast(theme[f"--{words}"], theme[f"--{ground}"]) >= READ


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground", "sunk"])
@pytest.mark.parametrize("mark", ["edge", "focus"])
def test_borders_of_controls_and_the_focus_ring_can_be_seen(theme, mark, ground):
    assert contrast(theme[f"--{mark}"], theme[f"--{ground}"]) >= SEEN
