"""缺陷: ways in which a row can be wrong, each knowing which rule must say so in which column.

malformed(seed, count) -> list of Bad     every row carries exactly one defect
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from app.halls.collection.columns import BY_CODE
from app.lib.uscc import make_uscc
from tests.halls.collection.table import ADULT, COMPANY, PERSON, TODAY, TRADER, row

Row = dict[str, Any]
Spoil = Callable[[Random, Row], None]
INVISIBLE = "\u200b\u200e\u202e\u2066\u00ad\ufeff\u2028\u0007\u001b\u007f\ufffd"
TEXTS = ("CF_XDR_MC", "CF_WFXW", "CF_SY", "CF_YJ", "CF_NR", "CF_CFJG", "CF_SJLY")


@dataclass(frozen=True)
class Error:
    """A cell that shows an error value in the workbook."""

    shown: str = "#N/A"


@dataclass(frozen=True)
class Formula:
    """A cell with a formula that was never computed."""

    text: str = "=B2"


@dataclass(frozen=True)
class Defect:
    name: str
    column: str
    rule: str
    spoil: Spoil


@dataclass(frozen=True)
class Bad:
    """A spoilt row, and what must be said about it."""

    defect: Defect
    row: Row


def put(**values: Any) -> Spoil:
    return lambda _chance, bad: bad.update(values)


def pick(column: str, *values: Any) -> Spoil:
    def spoil(chance: Random, bad: Row) -> None:
        bad[column] = chance.choice(values)

    return spoil


def person(**values: Any) -> Spoil:
    return put(**{**PERSON, **values})


def invisible(column: str) -> Spoil:
    def spoil(chance: Random, bad: Row) -> None:
        text = str(bad[column])
        at = chance.randrange(1, len(text))
        bad[column] = text[:at] + chance.choice(INVISIBLE) + text[at:]

    return spoil


def too_long(column: str) -> Spoil:
    def spoil(chance: Random, bad: Row) -> None:
        bad[column] = "长" * (BY_CODE[column].length + chance.randrange(1, 9))

    return spoil


def one_sign_changed(column: str) -> Spoil:
    """The commonest mistake: a code copied with one wrong digit."""

    def spoil(chance: Random, bad: Row) -> None:
        code = str(bad[column])
        at = chance.randrange(8, 18)
        bad[column] = code[:at] + ("7" if code[at] != "7" else "4") + code[at + 1 :]

    return spoil


def neighbours_swapped(chance: Random, bad: Row) -> None:
    code = make_uscc("91512000", f"MA{chance.randrange(10**5):05d}7")
    bad["CF_XDR_SHXYM"] = code[:15] + code[16] + code[15] + code[17]
    if code[15] == code[16]:
        bad["CF_XDR_SHXYM"] = code[:17] + ("0" if code[17] != "0" else "1")


def tomorrow(chance: Random, bad: Row) -> None:
    bad["CF_JDRQ"] = TODAY + timedelta(chance.randrange(1, 90))
    bad["CF_YXQ"] = bad["CF_JDRQ"] + timedelta(365)


def before_decision(column: str) -> Spoil:
    def spoil(chance: Random, bad: Row) -> None:
        bad[column] = bad["CF_JDRQ"] - timedelta(chance.randrange(1, 900))

    return spoil


def kinds(text: str, **values: Any) -> Spoil:
    return put(CF_CFLB=text, CF_NR="见决定书", CF_NR_FK="", **values)


BAD_DATES = ("2026-02-30", "2026-13-01", "20260231", "昨天", "2026", "11/16/2026", "2026-11", "46327",
             "2026年11月", "26.11.16", "2026-11-16 10:30", "二〇二六年十一月十六日", "0000-00-00")  # fmt: skip
BAD_AMOUNTS = ("-1", "2000元", "￥2000", "两万", "1.2345678", "1,23", "0.2.1", "约2", "2e0", "2/10",
               "#", "1234567890123")  # fmt: skip
BAD_NUMBERS = ("无", "12号", "2026年第12号", "资交执罚〔26〕12号", "〔2026〕12号", "=1+1", "资交执罚",
               "资交执罚〔2026〕号", "另行制作", "///")  # fmt: skip
OTHER = make_uscc("11512100", "MB000099")

DEFECTS: tuple[Defect, ...] = (
    *(Defect(f"{c} empty", c, "F1", pick(c, "", " ", "　", "\t")) for c in
      (*TEXTS, "CF_XDR_LB", "CF_WSH", "CF_CFLB", "CF_JDRQ", "CF_YXQ", "CF_CFJGDM", "CF_SJLYDM")),
    *(Defect(f"{c} too long", c, "F2", too_long(c)) for c in (*TEXTS, "CF_FRDB")),
    Defect("remarks too long", "BZ", "F2", too_long("BZ")),
    Defect("licence too long", "CF_NR_ZKDX", "F2", too_long("CF_NR_ZKDX")),
    Defect("number too long", "CF_WSH", "F2", put(CF_WSH="资交执罚〔2026〕" + "9" * 70 + "号")),
    Defect("organisation code too long", "CF_XDR_ZZJG", "F2", put(CF_XDR_ZZJG="MA00000150")),
    *(Defect(f"{c} with an invisible sign", c, "F3", invisible(c)) for c in (*TEXTS, "CF_WSH")),
    *(Defect(f"{c} is no date", c, "F4", pick(c, *BAD_DATES)) for c in
      ("CF_JDRQ", "CF_YXQ", "CF_GSJZQ")),
    Defect("a date as a number", "CF_JDRQ", "F4", pick("CF_JDRQ", 46327.0, 46000.5, 1.0)),
    Defect("a date of another age", "CF_JDRQ", "F4", pick("CF_JDRQ", "1899-12-31", date(1900, 1, 1))),
    Defect("a decision for ever", "CF_JDRQ", "F4", put(CF_JDRQ="长期")),
    Defect("a fine in no form", "CF_NR_FK", "F5", pick("CF_NR_FK", *BAD_AMOUNTS)),
    Defect("a fine below nothing", "CF_NR_FK", "F5", pick("CF_NR_FK", -2.0, -0.5)),
    Defect("confiscation in no form", "CF_NR_WFFF", "F5",
           lambda chance, bad: bad.update(CF_CFLB="罚款;没收违法所得", CF_NR_WFFF=chance.choice(BAD_AMOUNTS))),
    *(Defect(f"{c} stored as a number", c, "F7", pick(c, 9.15120000000000e17, 512000.0, 12.0)) for c in
      ("CF_XDR_SHXYM", "CF_CFJGDM", "CF_SJLYDM", "CF_XDR_GSZC", "CF_WSH", "CF_XDR_SWDJ")),
    Defect("a code in scientific notation", "CF_XDR_SHXYM", "F7", put(CF_XDR_SHXYM="9.1512E+17")),
    Defect("an identity number as a number", "CF_XDR_ZJHM", "F7", person(CF_XDR_ZJHM=512001198001010000.0)),
    Defect("a code stored as a date", "CF_WSH", "F7", put(CF_WSH=date(2026, 1, 12))),
    *(Defect(f"{c} shows an error", c, "F8", put(**{c: Error()})) for c in
      ("CF_XDR_MC", "CF_SY", "CF_JDRQ", "CF_NR_FK", "CF_XDR_SHXYM", "BZ")),
    *(Defect(f"{c} was never computed", c, "F8", put(**{c: Formula()})) for c in
      ("CF_XDR_MC", "CF_YJ", "CF_CFLB")),
    Defect("unknown category", "CF_XDR_LB", "F9", pick("CF_XDR_LB", "企业", "公司", "1", "其他")),
    Defect("unknown kind", "CF_CFLB", "F9", pick("CF_CFLB", "打屁股", "罚款;教育", "01", ";;", "其它")),
    Defect("unknown certificate", "CF_FR_ZJLX", "F9", put(CF_FR_ZJLX="学生证")),
    Defect("a truth for a name", "CF_XDR_MC", "F9", pick("CF_XDR_MC", True, False)),
    Defect("code too short", "CF_XDR_SHXYM", "D1", put(CF_XDR_SHXYM=COMPANY[:17])),
    Defect("code too long", "CF_XDR_SHXYM", "D1", put(CF_XDR_SHXYM=COMPANY + "0")),
    Defect("code with letters there are not", "CF_XDR_SHXYM", "D1",
           pick("CF_XDR_SHXYM", *(COMPANY[:10] + sign + COMPANY[11:] for sign in "IOSVZ!中"))),
    Defect("code with one wrong sign", "CF_XDR_SHXYM", "D1", one_sign_changed("CF_XDR_SHXYM")),
    Defect("code with two signs swapped", "CF_XDR_SHXYM", "D1", neighbours_swapped),
    Defect("code from nowhere", "CF_XDR_SHXYM", "D1", put(CF_XDR_SHXYM="00000000" + COMPANY[8:])),
    Defect("source code wrong", "CF_SJLYDM", "D1", one_sign_changed("CF_SJLYDM")),
    Defect("organisation without code", "CF_XDR_SHXYM", "D2", put(CF_XDR_SHXYM="")),
    Defect("organisation without representative", "CF_FRDB", "D2", put(CF_FRDB="")),
    Defect("organisation with identity card", "CF_XDR_ZJHM", "D2",
           put(CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=ADULT)),
    Defect("person without certificate", "CF_XDR_ZJLX", "D2", person(CF_XDR_ZJLX="")),
    Defect("person without number", "CF_XDR_ZJHM", "D2", person(CF_XDR_ZJHM="")),
    Defect("person with a credit code", "CF_XDR_SHXYM", "D2", person(CF_XDR_SHXYM=COMPANY)),
    Defect("identity number wrong", "CF_XDR_ZJHM", "D2", person(CF_XDR_ZJHM=ADULT[:-1] + "9")),
    Defect("identity number of no day", "CF_XDR_ZJHM", "D2", person(CF_XDR_ZJHM="512001199902290019")),
    Defect("representative's number wrong", "CF_FR_ZJHM", "D2",
           put(CF_FR_ZJLX="身份证", CF_FR_ZJHM=ADULT[:-1] + "X")),
    Defect("sole trader without identifier", "CF_XDR_SHXYM", "D2",
           put(CF_XDR_LB="个体工商户", CF_XDR_SHXYM="")),
    Defect("sole trader without name", "CF_FRDB", "D2",
           put(CF_XDR_LB="个体工商户", CF_XDR_SHXYM=TRADER, CF_FRDB="")),
    Defect("decided tomorrow", "CF_JDRQ", "D3", tomorrow),
    Defect("valid until before", "CF_YXQ", "D3", before_decision("CF_YXQ")),
    Defect("shown until before", "CF_GSJZQ", "D3", before_decision("CF_GSJZQ")),
    Defect("fine without amount", "CF_NR_FK", "D5", put(CF_NR_FK="")),
    Defect("fine of nothing", "CF_NR_FK", "D5", pick("CF_NR_FK", "0", 0.0, "0.000")),
    Defect("confiscation without amount", "CF_NR_WFFF", "D5", kinds("没收非法财物")),
    Defect("suspension without licence", "CF_NR_ZKDX", "D5", kinds("暂扣许可证件")),
    Defect("revocation without licence", "CF_NR_ZKDX", "D5", kinds("警告;吊销许可证件")),
    Defect("number of nothing", "CF_WSH", "D8", pick("CF_WSH", *BAD_NUMBERS)),
    Defect("another's penalty", "CF_CFJGDM", "D11", put(CF_CFJGDM=OTHER)),
)  # fmt: skip


def malformed(seed: int, count: int) -> list[Bad]:
    """Spoil sound rows, every defect in turn, no two rows about the same penalty."""
    chance = Random(seed)  # noqa: S311
    return [spoilt(chance, DEFECTS[number % len(DEFECTS)], number + 1) for number in range(count)]


def spoilt(chance: Random, defect: Defect, serial: int) -> Bad:
    bad = row(CF_WSH=f"资交执罚〔2026〕{serial}号")
    defect.spoil(chance, bad)
    return Bad(defect, bad)
