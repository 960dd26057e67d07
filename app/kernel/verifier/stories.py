"""办件 each case stands where its acts lead by the declared table, done by those who may."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.kernel.machines import Step, steps_of
from app.kernel.rooms import ROOMS, Room, every_edition
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, raw, rows

_ACTS = (
    "select stream, seq, name, source, target, role, round, person_id, for_person_id from event "
    "where stream like 'case/%' order by stream, seq"
)
_CASES = 'select ref, kind, edition, state, version, round, closed_on from "case"'
# By which edition of its workflow a case went, from which act on; an erased fact says nothing.
_EDITIONS = (
    "select stream, seq, cast(body as text) from event join event_facts on event_id = id "
    "where stream like 'case/%' and name in ('open', 'change_edition') order by stream, seq"
)

Table = dict[tuple[str, str, str], Step]
Tables = dict[tuple[str, int], Table]
Editions = dict[str, dict[int, int]]


class Story:
    """办件经过 one case, folded act by act."""

    def __init__(
        self, ref: str, kind: str, editions: dict[int, int], tables: Tables, report: Report
    ) -> None:
        self.ref, self.kind, self.editions = ref, kind, editions
        self.tables, self.report = tables, report
        self.state, self.seq, self.round = "", 0, 1
        self.room = ROOMS[kind]
        self.table = tables[kind, self.room.edition]
        self.goes_by(editions.get(1, 1))
        self.did: dict[int, set[tuple[str, int]]] = {}

    def goes_by(self, edition: int) -> None:
        """From this act on, the case goes by this edition of its workflow."""
        self.edition = edition
        if (self.kind, edition) not in self.tables:
            self.find(f"没有第{edition}版流程")
            return
        self.table = self.tables[self.kind, edition]
        self.room = ROOMS[self.kind].editions[edition]

    def take(self, act: tuple[Any, ...]) -> None:
        _, seq, name, source, target, role, round_, person, whose = act
        self.seq = seq
        if name == "change_edition" and seq in self.editions:
            self.goes_by(self.editions[seq])
        if seq == 1:
            if (name, source, target) != ("open", "", "draft"):
                self.find(f"第一步应为登记，实为 {name}：{source}→{target}")
        elif source != self.state:
            self.find(f"{name} 从“{source}”开始，而办件当时在“{self.state}”")
        elif name in self.room.events:
            self._by_the_table(name, source, target, role)
        elif target != source:
            self.find(f"{name} 不是办理环节，却改变了状态：{source}→{target}")
        self._separated(name, round_, person)
        self._separated(name, round_, whose)
        self.state = target

    def _by_the_table(self, name: str, source: str, target: str, role: str) -> None:
        step = self.table.get((name, source, target))
        if step is None:
            self.find(f"环节表里没有这一步：{name} {source}→{target}")
        elif role not in step.roles:
            self.find(f"{name} 由“{role}”办理，环节表不允许")

    def _separated(self, name: str, round_: int, person: int | None) -> None:
        """The separated duties of a round are done by different persons, and in their names."""
        duty = self.room.duties.get(name)
        if duty is None or person is None:
            return
        done = self.did.setdefault(round_, set())
        if any(other != duty and who == person for other, who in done):
            self.find(f"第{round_}轮中同一人办理了两个应当分开的环节")
        done.add((duty, person))
        self.round = max(self.round, round_)

    def find(self, says: str) -> None:
        self.report.find(f"case/{self.ref} 第{self.seq}步", says)

    def ends_as(self, edition: int, state: str, version: int, closed: bool) -> None:
        """Whether the row says what the acts say."""
        if self.state != state:
            self.find(f"办件现为“{state}”，而经过的各步通向“{self.state}”")
        if self.edition != edition:
            self.find(f"办件按第{edition}版流程，而经过说的是第{self.edition}版")
        if self.seq != version:
            self.find(f"办件版本为{version}，而共有{self.seq}步")
        if closed != (not self.room.turn(self.state)) and not closed:
            self.find("办件已到终点，却没有办结日期")


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    """Fold every case."""
    cases = {row[0]: tuple(row)[1:] for row in rows(connection, _CASES)}
    tables = {(room.kind, room.edition): _table(room) for room in every_edition()}
    editions = _editions(connection)
    story: Story | None = None
    for act in raw(connection, _ACTS):
        ref = act[0].removeprefix("case/")
        if story is None or story.ref != ref:
            _close(story, cases, report)
            story = _begin(ref, cases, editions.get(ref, {}), tables, report)
        if story is not None:
            story.take(act)
    _close(story, cases, report)
    for ref in cases:
        report.find(f"case/{ref}", "办件没有任何留痕")


def _table(room: Room) -> Table:
    return {(step.event, step.source, step.target): step for step in steps_of(room.machine)}


def _editions(connection: Connection) -> Editions:
    found: Editions = {}
    for stream, seq, body in rows(connection, _EDITIONS):
        said = json.loads(body)
        edition = said.get("becomes") or said.get("edition", 1)
        found.setdefault(stream.removeprefix("case/"), {})[seq] = edition
    return found


def _begin(
    ref: str, cases: dict[str, Any], editions: dict[int, int], tables: Tables, report: Report
) -> Story | None:
    if ref not in cases:
        report.find(f"case/{ref}", "有留痕而没有这件办件：办件被删除")
        cases[ref] = None
        return None
    if cases[ref] is None:
        return None
    return Story(ref, cases[ref][0], editions, tables, report)


def _close(story: Story | None, cases: dict[str, Any], report: Report) -> None:
    if story is None:
        return
    _kind, edition, state, version, _round, closed_on = cases.pop(story.ref)
    story.ends_as(edition, state, version, closed_on is not None)
    report.count("cases")
