"""测速用的局: a bureau of any size, the same at every run, as rows in the order of its columns.

Nobody in it is real: codes are synthetic, names are put together from a few dozen words. A bureau
of size N has N subjects, each with one record, one public entry and one case: of ten cases six are
repairs, two commitments, one an objection and one a sanction. Two cases in a hundred are open (at
least 480, so that small bureaus fill the same pages), the others ended over the last years. Every case has one act and one clock, the ended ones one paper each, so that the
tables beside them have a size too; these acts hang in no chain. The cases that the bench opens
and moves are made by the product's own verbs, see scenes.py.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.lib.grams import grams

MONDAY = date(2026, 11, 23)
_MONDAY = MONDAY.toordinal()
MOMENT = "2026-11-20 02:00:00.000000"
FIRST = 1000  # ids of a bureau begin above those of the demonstration
LEAST_OPEN = 480
ACTS_A_BATCH = 50_000

AUTHORITY = "资阳市交通运输局"
AUTHORITY_CODE = "11512000MB0000051P"
PLACES = ("雁江", "安岳", "乐至", "沱东", "丹山", "宝台", "临江", "保和", "老君", "中和")
WORDS = (
    "顺达",
    "鸿运",
    "长途",
    "安泰",
    "蜀通",
    "汇丰",
    "远航",
    "恒信",
    "捷安",
    "万里",
    "金桥",
    "同舟",
)
WORDS += (
    "宏图",
    "康宁",
    "瑞祥",
    "联众",
    "畅行",
    "嘉诚",
    "盛世",
    "德业",
    "天和",
    "永兴",
    "星辰",
    "昌隆",
)
TRADES = ("物流", "运输", "危险货物运输", "汽车维修", "客运", "港航工程")
NAMES = tuple(
    f"资阳{place}{one}{two}示例{trade}有限公司"
    for place in PLACES
    for one in WORDS
    for two in WORDS
    for trade in TRADES
)
FACTS = (
    "驾驶重型半挂牵引车在国道319线行驶，经称重检测，车货总质量超过限定标准",
    "所属营运货车擅自加高货厢栏板，与行驶证登记的技术数据不符",
    "所属营运车辆超过规定周期未进行综合性能检测",
    "运输危险货物时未按规定配备押运人员，运输车辆未悬挂危险货物运输标志",
)
KINDS = (
    "车辆违法超限运输",
    "擅自改装营运车辆",
    "未按规定维护和检测运输车辆",
    "违反危险货物运输规定",
)

# The days around the Monday of the bench, as the databases write them.
DAY = {offset: (MONDAY + timedelta(offset)).isoformat() for offset in range(-3000, 1200)}
BODIES = tuple(
    json.dumps(
        {
            "CF_WSH": "%s",
            "CF_WFXW": kind,
            "CF_SY": fact,
            "CF_YJ": "《中华人民共和国道路运输条例》第七十条第二款",
            "CF_CFLB": "罚款",
            "CF_NR": "处以罚款人民币%s元整",
            "CF_JDRQ": "%s",
            "CF_CFJG": AUTHORITY,
            "CF_CFJGDM": AUTHORITY_CODE,
        },
        ensure_ascii=False,
    )
    for kind, fact in zip(KINDS, FACTS, strict=True)
)

KINDS_OF_TEN = (*("repair",) * 6, *("commitment",) * 2, "objection", "sanction")
PREFIX = {"repair": "XF", "commitment": "CN", "objection": "YY", "sanction": "CJ"}

# Of twenty open cases: the state, and whose turn it is in it.
ASKED_FOR = (
    *(("draft", "applicant"),) * 2,
    *(("filed", "handler"),) * 5,
    *(("correcting", "applicant"),) * 3,
    *(("reviewing", "handler"),) * 5,
    *(("vetting", "legal"),) * 2,
    *(("deciding", "approver"),) * 2,
    ("approved", "publisher"),
)
OPEN_STATES = {
    "repair": ASKED_FOR,
    "objection": ASKED_FOR,
    "commitment": (
        *(("draft", "applicant"),) * 2,
        *(("filed", "handler"),) * 3,
        *(("reviewing", "handler"),) * 3,
        *(("deciding", "head"),) * 2,
        *(("performing", "handler"),) * 9,
        ("approved", "publisher"),
    ),
    "sanction": (
        *(("draft", "handler"),) * 3,
        *(("filed", "head"),) * 4,
        *(("vetting", "legal"),) * 4,
        *(("hearing", "applicant"),) * 4,
        *(("reconsidering", "legal"),) * 2,
        *(("deciding", "signer"),) * 2,
        ("approved", "publisher"),
    ),
}
GIVEN_UP = (*("refused",) * 5, *("withdrawn",) * 5)
ENDS = {
    "repair": (*("published",) * 4, *GIVEN_UP, *("declined",) * 4, *("lapsed",) * 2),
    "objection": (*("published",) * 4, *GIVEN_UP, *("declined",) * 4, *("lapsed",) * 2),
    "commitment": (*("kept",) * 6, *GIVEN_UP, *("diverted",) * 4),
    "sanction": (*("dropped",) * 6, *GIVEN_UP, *("delisted",) * 4),
}
RUNS_NOT = ("draft", "correcting", "approved", "performing")

Value = str | int | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Places:
    """The sections that hold cases, and the two accounts that the filler names."""

    sections: tuple[tuple[int, int], ...]  # (section, its bureau); the first gets every third case
    account: int
    person: int
    matter: int  # what every commitment is about


@dataclass(frozen=True)
class Bureau:
    """A bureau of one size: the rows of every table, table by table."""

    size: int
    places: Places

    @cached_property
    def open_count(self) -> int:
        return min(self.size // 2, max(LEAST_OPEN, self.size // 50))

    def is_open(self, n: int) -> bool:
        """Every second of the latest is open."""
        return n >= self.size - 2 * self.open_count and n % 2 == 1

    def tables(self) -> dict[str, tuple[tuple[str, ...], Callable[[], Iterator[Row]]]]:
        """Every table with its columns and its rows, in an order that the references allow."""
        return {
            "event": (EVENT, self.events),
            "stream": (STREAM, self.streams),
            "subject": (SUBJECT, self.subjects),
            "credit_record": (RECORD, self.records),
            "public_entry": (ENTRY, self.entries),
            "entry_search": (SEARCH, self.search),
            "register_change": (CHANGE, self.changes),
            "case": (CASE, self.cases),
            "repair": (REPAIR, self.repairs),
            "commitment": (COMMITMENT, self.commitments),
            "objection": (OBJECTION, self.objections),
            "sanction": (SANCTION, self.sanctions),
            "deadline": (DEADLINE, self.deadlines),
            "document": (DOCUMENT, self.documents),
        }

    # -------------------------------------------------------------- small facts about number n

    def section(self, n: int) -> tuple[int, int]:
        others = self.places.sections
        return others[0] if n % 3 == 0 else others[1 + n % (len(others) - 1)]

    def kind(self, n: int) -> str:
        return KINDS_OF_TEN[n // 7 % 10]

    def state(self, n: int) -> tuple[str, str]:
        kind = self.kind(n)
        return OPEN_STATES[kind][n // 2 % 20] if self.is_open(n) else (ENDS[kind][n % 20], "")

    def act(self, n: int) -> int:
        """The act that brought this record in."""
        return FIRST + n // ACTS_A_BATCH

    def own_act(self, n: int) -> int:
        """The one act of this case."""
        return FIRST + self.size // ACTS_A_BATCH + 1 + n

    def year(self, n: int) -> int:
        return 2019 + min(7, n * 8 // self.size)

    def ref(self, n: int) -> str:
        return f"{PREFIX[self.kind(n)]}{self.year(n)}-{n + 1:06d}"

    def doc_no(self, n: int) -> str:
        return f"资交执罚〔{self.year(n)}〕{n + 1}号"

    def severity(self, n: int) -> str:
        return "general" if n % 5 < 2 else "serious"

    def decided(self, n: int) -> int:
        """General ones within the last year, serious ones within the last three: they still show."""
        return -20 - n * 7919 % (340 if n % 5 < 2 else 1060)

    def until(self, n: int) -> int:
        return self.decided(n) + (365 if n % 5 < 2 else 1095)

    def place(self, n: int) -> int:
        """Where the entry stands in the register: by the day of its decision."""
        return ((_MONDAY + self.decided(n)) << 32) + n + 1

    def body(self, n: int) -> str:
        return BODIES[n % 4] % (self.doc_no(n), (n % 50 + 1) * 200, DAY[self.decided(n)])

    # -------------------------------------------------------------- the rows

    def events(self) -> Iterator[Row]:
        for number, event in enumerate(range(FIRST, self.own_act(0))):
            yield _event(event, f"import/bench-{number:06d}", "accept", "", self.places, event)
        for n in range(self.size):
            state, event = self.state(n)[0], self.own_act(n)
            yield _event(event, f"case/{self.ref(n)}", "open", state, self.places, event)

    def streams(self) -> Iterator[Row]:
        for number, event in enumerate(range(FIRST, self.own_act(0))):
            yield f"import/bench-{number:06d}", 1, _hex(event, 64), 1
        for n in range(self.size):
            yield f"case/{self.ref(n)}", 1, _hex(self.own_act(n), 64), 1

    def subjects(self) -> Iterator[Row]:
        for n in range(self.size):
            yield FIRST + n, "org", name_of(n), code_of(n), None

    def records(self) -> Iterator[Row]:
        for n in range(self.size):
            decided, until, repaired = self.decided(n), self.until(n), self._is_repaired(n)
            yield (
                FIRST + n,
                FIRST + n,
                self.section(n)[0],
                "penalty",
                AUTHORITY,
                AUTHORITY_CODE,
                self.doc_no(n),
                KINDS[n % 4],
                DAY[decided],
                self.severity(n),
                "",
                "order_36",
                DAY[decided + 92],
                DAY[decided + 93],
                DAY[until],
                DAY[until],
                0,
                self.body(n),
                _hex(n, 64),
                1,
                "",
                0,
                1,
                0,
                "repaired" if repaired else "effective",
                DAY[0] if repaired else None,
                self.own_act(n) if repaired else None,
                MOMENT,
                self.places.person,
                None,
                self.act(n),
                None,
                None,
                1,
            )

    def _is_repaired(self, n: int) -> bool:
        return self.kind(n) == "repair" and self.state(n)[0] == "published"

    def entries(self) -> Iterator[Row]:
        for n in range(self.size):
            gone = self._is_repaired(n)
            name, code, doc_no = name_of(n), code_of(n), self.doc_no(n)
            decided = self.decided(n)
            yield (
                n + 1,
                _hex(n, 20),
                self.place(n),
                FIRST + n,
                "penalty",
                name,
                code,
                doc_no,
                KINDS[n % 4],
                AUTHORITY,
                self.severity(n),
                DAY[decided],
                DAY[decided + 5],
                DAY[self.until(n)],
                DAY[decided + 93],
                self.body(n),
                _hex(n, 64),
                f"{name} {code} 资交执罚{self.year(n)}{n + 1}号".lower(),
                0,
                self.act(n),
                self.own_act(n) if gone else None,
                DAY[0] if gone else None,
                "repaired" if gone else None,
                "",
            )

    def search(self) -> Iterator[Row]:
        """What is filed under which pieces, in the order of the places; what left is not."""
        names = {name: " ".join(grams(name)) for name in NAMES}
        for n in sorted(range(self.size), key=self.place):
            if not self._is_repaired(n):
                numbered = _grams_of_document_number(self.year(n), n + 1)
                pieces = f"{names[name_of(n)]} {_grams_of_code(code_of(n))} {numbered}"
                yield self.place(n), f"{pieces} class{self.severity(n)} classpenalty"

    def changes(self) -> Iterator[Row]:
        """Everything came, one after the other; then the repaired ones left."""
        for n in range(self.size):
            yield n + 1, n + 1, _hex(n, 20), "added", "", MOMENT, n + 1, 0
        gone = (n for n in range(self.size) if self._is_repaired(n))
        for number, n in enumerate(gone, 1):
            own = (self.size + number, n + 1, _hex(n, 20), "removed", "repaired", MOMENT)
            yield (*own, self.size, number)

    def cases(self) -> Iterator[Row]:
        for n in range(self.size):
            (state, turn), (section, house) = self.state(n), self.section(n)
            is_open = bool(turn)
            opened = -2 - n % 20 if is_open else -30 - n * 7919 % 2500
            runs = is_open and state not in RUNS_NOT
            yield (
                FIRST + n,
                self.kind(n),
                1,
                self.ref(n),
                state,
                1,
                1,
                section,
                house,
                FIRST + n,
                name_of(n),
                FIRST + n,
                self.doc_no(n),
                turn,
                DAY[n // 2 % 16 - 3] if runs else None,
                0,
                DAY[opened],
                self.places.account,
                None if state == "draft" else DAY[opened],
                None if is_open else DAY[opened + 12],
                MOMENT,
                _hex(n, 64),
                1,
            )

    def of_kind(self, kind: str) -> Iterator[int]:
        return (n for n in range(self.size) if self.kind(n) == kind)

    def repairs(self) -> Iterator[Row]:
        for n in self.of_kind("repair"):
            statement = "已缴清罚款，按要求完成整改，并组织驾驶员学习有关规定。"
            yield FIRST + n, 0, statement, DAY[0], "赵某", None, None, "", *(None,) * 4

    def commitments(self) -> Iterator[Row]:
        for n in self.of_kind("commitment"):
            yield FIRST + n, self.places.matter, 0, "{}", "赵某", ""

    def objections(self) -> Iterator[Row]:
        for n in self.of_kind("objection"):
            yield FIRST + n, 0, 0, "wrong", "罚款金额与决定书不一致，请核对。", "{}", "", ""

    def sanctions(self) -> Iterator[Row]:
        for n in self.of_kind("sanction"):
            cause = "一年内多次违法超限运输，均已作出处罚决定。"
            yield FIRST + n, "", "[]", cause, "交办公路〔2017〕8号", "", "", "[]"

    def deadlines(self) -> Iterator[Row]:
        for n in range(self.size):
            is_open, event = self.is_open(n), self.own_act(n)
            yield (
                FIRST + n,
                FIRST + n,
                "decision",
                "repair.decision",
                7,
                0,
                "working",
                "国办发〔2025〕22号",
                DAY[0],
                DAY[0],
                0,
                "1",
                None if is_open else DAY[0],
                event,
                None if is_open else event,
            )

    def documents(self) -> Iterator[Row]:
        for n in range(self.size):
            if self.is_open(n):
                continue
            yield (
                FIRST + n,
                _hex(n, 32),
                FIRST + n,
                self.own_act(n),
                "received",
                "proof",
                "缴款凭证.pdf",
                "application/pdf",
                20480,
                _hex(n, 64),
                _hex(n, 32),
                None,
                None,
                None,
                None,
                MOMENT,
                None,
            )


def name_of(n: int) -> str:
    return NAMES[n * 7919 % len(NAMES)]


def _hex(n: int, length: int) -> str:
    """Digits that look random and never repeat."""
    return f"{(n + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 80):020x}".ljust(length, "0")


def _event(event: int, stream: str, name: str, target: str, places: Places, number: int) -> Row:
    own = (event, stream, 1, name, "", target, 1, places.account, places.person, "handler")
    return (*own, None, None, MOMENT, None, _hex(number, 64), "sha256", "0" * 64, _hex(number, 64))


# ---------------------------------------------------------------- codes and pieces, in bulk
# The same results as make_uscc and grams, which are written for one at a time; a test compares them.

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PREFIX = "91512000MC"  # ten fixed signs, then six digits, then the two check signs


def _weighed(first: tuple[int, ...], second: tuple[int, ...]) -> list[tuple[int, int]]:
    """What three digits add to the sums of the two check signs."""
    return [
        (
            sum(int(d) * w for d, w in zip(f"{n:03d}", first, strict=True)),
            sum(int(d) * w for d, w in zip(f"{n:03d}", second, strict=True)),
        )
        for n in range(1000)
    ]


_WEIGHTS = tuple(3**place % 31 for place in range(17))
_HIGH = _weighed((9, 10, 5), _WEIGHTS[10:13])
_LOW = _weighed((8, 4, 2), _WEIGHTS[13:16])
_FIXED = 3 * int("M", 36) + 7 * int("C", 36)
_FIXED_31 = sum(_SIGNS.index(s) * w for s, w in zip(_PREFIX, _WEIGHTS[:10], strict=True))


def code_of(n: int) -> str:
    """The n-th synthetic credit code, with both its check signs."""
    high, low = _HIGH[n // 1000], _LOW[n % 1000]
    rest = 11 - (_FIXED + high[0] + low[0]) % 11
    sign = "X" if rest == 10 else "0" if rest == 11 else str(rest)
    total = _FIXED_31 + high[1] + low[1] + _SIGNS.index(sign) * _WEIGHTS[16]
    return f"{_PREFIX}{n:06d}{sign}{_SIGNS[-total % 31]}"


def _grams_of_code(code: str) -> str:
    low = code.lower()
    fours = " ".join({low[place : place + 4] for place in range(15)})
    return f"{fours} ^{low[:2]} ^{low[:3]} ^{low}"


def _grams_of_document_number(year: int, serial: int) -> str:
    run = f"{year}{serial}"
    fours = [run[place : place + 4] for place in range(len(run) - 3)]
    pieces = ["资交", "交执", "执罚", f"罚{run[0]}", f"{run[-1]}号", *fours]
    pieces += [f"^{run[:2]}", f"^{run[:3]}"]
    pieces += [f"^{str(serial)[:length]}" for length in (2, 3) if serial >= 10 ** (length - 1)]
    return " ".join(dict.fromkeys(pieces))


# ---------------------------------------------------------------- columns, in the order of the rows


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


EVENT = _names(
    "id stream seq name source target round account_id person_id role section_id cause_id at once"
    " commitment algorithm previous digest"
)
STREAM = ("name", "seq", "digest", "sealed_seq")
SUBJECT = ("id", "kind", "name", "code", "citizen_id")
RECORD = _names(
    "id subject_id section_id kind authority authority_code doc_no title decided_on severity"
    " severity_basis regime minimum_until repairable_from maximum_raw maximum_until provisional body"
    " fingerprint public why_not_public late_days shared disputed status ended_on ended_event entered_at"
    " entered_by entered_for entered_event batch_id row_no version"
)
ENTRY = _names(
    "id slug place record_id kind subject_name subject_code doc_no title authority severity decided_on"
    " from_on until_on repairable_from body digest search_text disputed published_event"
    " withdrawn_event withdrawn_on withdrawn_why withdrawn_words"
)
SEARCH = ("place", "grams")
CHANGE = ("id", "entry_id", "slug", "kind", "why", "at", "added", "removed")
CASE = _names(
    "id kind edition ref state version round section_id house_id subject_id subject_name record_id title turn"
    " due_on due_provisional opened_on opened_by filed_on closed_on moved_at lookup disclosed"
)
REPAIR = _names(
    "id at_desk statement performed_on signer contact_name contact_phone corrected_from outcome"
    " findings decision_digest decided_on"
)
COMMITMENT = _names("id matter_id at_desk said signer unkept")
OBJECTION = _names("id own_motion at_desk ground statement claims corrected_from verified")
SANCTION = _names("id list_key measures cause basis responsible service points")
DEADLINE = _names(
    "id case_id kind key length extension unit cite started_on due_on provisional calendar met_on"
    " started_event met_event"
)
DOCUMENT = _names(
    "id key case_id event_id direction kind title media_type size digest file body number check_code"
    " issued_on at withdrawn_event"
)
