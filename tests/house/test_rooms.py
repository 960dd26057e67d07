"""房间: the same furniture in each, the shared words, the law cited, and no door that names one."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from app.assembly import ROOMS
from app.config import ROOT
from app.kernel import machines, rooms
from app.kernel.machines import CaseMachine, reason_of, steps_of
from app.kernel.roles import ROLE_NAMES, Role
from app.kernel.rooms import PHASES, SPINE, Room
from app.lib.workdays import Term

FURNITURE = {"__init__", "model", "machine", "rules", "forms", "papers", "effects"}
CASES = ROOT / "app" / "cases"
ids = [room.kind for room in ROOMS]


@pytest.fixture(params=ROOMS, ids=ids)
def room(request: pytest.FixtureRequest) -> Room:
    return request.param  # type: ignore[no-any-return]


def test_every_room_has_its_seven_files(room: Room) -> None:
    there = {path.stem for path in (CASES / room.kind).glob("*.py")}
    assert there >= FURNITURE
    # More only where one of the seven would have grown too long: a package of words, say.
    assert all(path.is_dir() for path in (CASES / room.kind).iterdir() if path.stem not in there)


def test_a_room_shows_its_facts_in_a_fragment_of_its_own(room: Room) -> None:
    assert (ROOT / "templates" / "cases" / room.kind / "_facts.html").exists()


def test_shared_states_stand_in_their_phase_and_wait_for_whom_they_wait_everywhere(
    room: Room,
) -> None:
    for state in room.states:
        if state in SPINE and state not in room.places:
            assert (room.phase(state), room.turn(state)) == SPINE[state]
        assert room.phase(state) in PHASES
        assert room.turn(state) in {"", *Role}
    assert {"draft", "filed", "withdrawn"} <= set(room.states)


def test_a_state_that_ends_waits_for_nobody(room: Room) -> None:
    for state in room.machine.states:
        if state.final:
            assert room.turn(state.id) == ""
        elif room.turn(state.id) == "":
            assert state.id in (
                "published",
                "refused",
                "broken",
            )  # decided: only a review is still open


def test_states_and_events_are_words_not_identifiers(room: Room) -> None:
    for words in (*room.states.values(), *room.events.values(), room.name):
        assert re.search(r"[一-鿿]", words), words
    for name in (*room.states, *room.events, room.kind):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name), name


def test_states_events_and_roles_have_their_english(room: Room) -> None:
    with (ROOT / "app/translations/en/messages.po").open("rb") as file:
        catalogue = read_po(file)
    words = {*room.states.values(), room.name, *ROLE_NAMES.values(), *rooms.PHASE_NAMES.values()}
    words |= {reason_of(guard).says for step in steps_of(room.machine) for guard in step.guards}
    asked = {(w, getattr(w, "context", None)) for w in words}
    asked |= {(w, context) for w in room.events.values() for context in ("event", "past")}
    missing = [w for w in asked if not (found := catalogue.get(*w)) or not found.string]
    assert missing == []


def test_every_event_that_people_send_has_its_form(room: Room) -> None:
    sent = {s.event for s in steps_of(room.machine) if s.roles != (Role.CLOCK,)}
    assert sent <= set(room.forms)
    assert set(room.primary) | set(room.refusing) <= sent
    assert not set(room.primary) & set(room.refusing)


def test_every_event_has_a_role_and_every_state_a_way_on(room: Room) -> None:
    for step in steps_of(room.machine):
        assert step.roles, step
        assert step.guards[0].__name__ == "_or_".join(step.roles)
    sources = {step.source for step in steps_of(room.machine)}
    for state in room.machine.states:
        assert state.final or state.id in sources


def test_every_guard_is_total_and_says_why(room: Room) -> None:
    """A guard that raises would count as open: it answers False when nobody asks."""

    class Anything:
        """A case of which everything is true."""

        def __getattr__(self, name: str) -> Any:
            return {"doers": {}, "interested": (), "at_desk": True}.get(name, name)

    for step in steps_of(room.machine):
        for guard in step.guards:
            assert guard(model=Anything(), actor=None, now=None) is False, guard.__qualname__
            assert reason_of(guard).code
            assert reason_of(guard).says


def test_the_machine_is_strict_and_flat(room: Room) -> None:
    assert issubclass(room.machine, CaseMachine)
    assert not room.machine.allow_event_without_transition
    assert not room.machine.catch_errors_as_events
    assert room.machine.atomic_configuration_update
    assert not any(state.states for state in room.machine.states)


def test_every_term_is_cited_and_dated(room: Room) -> None:
    assert room.terms
    for term in room.terms:
        assert re.search(r"《.+》|〔\d{4}〕|本局", term.cite), term
        assert term.key.startswith(f"{room.kind}.")
    keys = [term.key for term in room.terms]
    assert len(keys) == len(set(keys))


def test_no_term_of_law_stands_outside_a_rules_module() -> None:
    allowed = {"rules.py", "publicity.py", "evaluations.py", "workdays.py", "deadlines.py"}
    allowed |= {"quarters.py", "reports.py"}  # a room names them among its terms
    for path in (ROOT / "app").rglob("*.py"):
        if path.name not in allowed:
            made = re.findall(r"(?<![\w.])Term\(", path.read_text(encoding="utf-8"))
            assert not made, path
    assert Term.__module__ == "app.lib.workdays"


def test_every_paper_is_issued_by_some_event(room: Room) -> None:
    issued = {
        effect.__name__.removeprefix("issue_")
        for effects in room.effects.values()
        for effect in effects
        if effect.__name__.startswith("issue_")
    }
    assert issued == set(room.papers)


def shared_files() -> list[Path]:
    code = [p for p in CASES.glob("*.py") if p.stem != "__init__"]
    code += (CASES / "spine").glob("*.py")
    pages = (ROOT / "templates" / "cases").glob("*.html")
    return [*code, *pages, *(ROOT / "templates" / "counter").glob("*.html")]


@pytest.mark.parametrize("path", shared_files(), ids=lambda p: p.name)
def test_no_door_names_a_room(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for room in ROOMS:
        assert not re.search(rf"\b{room.kind}\b", text), f"{path.name} knows {room.kind}"


def test_a_room_refuses_what_its_machine_does_not_know(app: Flask) -> None:
    from dataclasses import replace

    room = ROOMS[0]
    for what in ("forms", "effects", "duties"):
        with pytest.raises(ValueError, match="does not have"):
            replace(room, **{what: {"fly": ()}})
    with pytest.raises(ValueError, match="without a phase"):
        replace(room, places={})
    assert machines.event_names(room.machine).keys() <= room.events.keys()
