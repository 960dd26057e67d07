"""样例归集 the demonstration's penalties, written as a clerk writes them, imported as any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app import demonstration
from app.demonstration import penalties
from app.demonstration.stories import Days
from app.extensions import db
from app.halls.collection import staging
from app.halls.collection.sample import sample_rows, sample_subjects, write_sample_workbook
from app.halls.collection.sample_overloads import overloads
from app.kernel import clock, hits, imports, people
from app.kernel.imports import ImportBatch
from app.kernel.people import Account, Actor, Section
from app.kernel.tx import transaction

FOLDER = "samples"


@dataclass(frozen=True)
class Sample:
    """样例 one workbook: who brings it in for which section, how its decisions are numbered."""

    file: str
    login: str
    section: str
    series: str
    seed: int
    rows: int


SAMPLES = (
    Sample("行政处罚样例-道路运输.xlsx", "handler.road", "road", "资交运罚", 2026, 48),
    Sample("行政处罚样例-执法监督.xlsx", "handler.enforcement", "enforcement", "资交执罚", 7, 36),
    Sample(
        "行政处罚样例-雁江区.xlsx", "handler.yanjiang", "yanjiang.enforcement", "雁交执罚", 11, 16
    ),
)


def bring_in(instance: Path, at: datetime) -> int:
    """Write and import the sample workbooks that are not in yet; how many rows became records."""
    entered = sum(_sample(sample, instance / FOLDER, at) for sample in SAMPLES)
    with transaction():
        hits.find_all(at)
    return entered


def bring_in_what_is_at_work(instance: Path, at: datetime, days: Days) -> int:
    """The penalties that the cases of the demonstration at work are about, in the same way."""
    entered = 0
    for key, docket in penalties.DOCKETS.items():
        section = _section(key)
        rows = list(penalties.rows(key, days, _house_of(section)))
        workbook = instance / FOLDER / f"行政处罚在办-{section.name}.xlsx"
        entered += _bring_in(workbook, rows, section, docket.login, at)
    return entered


def _sample(sample: Sample, folder: Path, at: datetime) -> int:
    section = _section(sample.section)
    rows = _rows(sample, section, at)
    return _bring_in(folder / sample.file, rows, section, sample.login, at)


def _section(key: str) -> Section:
    return db.session.scalars(select(Section).where(Section.key == key)).one()


def _bring_in(
    workbook: Path, rows: Sequence[dict[str, Any]], section: Section, login: str, at: datetime
) -> int:
    known = select(ImportBatch.id).where(ImportBatch.file_name == workbook.name)
    if db.session.scalar(known) is not None:
        return 0
    workbook.parent.mkdir(exist_ok=True)
    write_sample_workbook(workbook, rows)
    section_id, who = section.id, _actor(login)
    with workbook.open("rb") as opened:
        sent = FileStorage(opened, filename=workbook.name)
        key = staging.take_in(sent, section_id, "", who, at)
    staging.accept(key, who, at, None)
    batch = imports.with_key(key)
    return batch.entered if batch else 0


def _house_of(section: Section) -> dict[str, Any]:
    """处罚机关 and 数据来源单位 of what a section found."""
    house = db.session.get_one(Section, section.house_id)
    own = {"CF_CFJG": house.name, "CF_SJLY": house.name}
    return own | {"CF_CFJGDM": house.code, "CF_SJLYDM": house.code}


def _rows(sample: Sample, section: Section, at: datetime) -> Sequence[dict[str, Any]]:
    """Rows of this bureau, about the demonstration's enterprises and some more."""
    house = db.session.get_one(Section, section.house_id)
    overloaded = overloads(at.date(), house.code or "") if sample.section == "enforcement" else []
    ours = [(name, code) for _, name, code in demonstration.SUBJECTS if code[:2] in ("91", "92")]
    subjects = [*ours, *ours, *sample_subjects(1, 8)]
    own = {"CF_CFJG": house.name, "CF_SJLY": house.name}
    rows = sample_rows(sample.seed, sample.rows, at.date(), house.code or "", subjects)
    return [_numbered(row | own, sample.series) for row in (*rows, *overloaded)]


def _numbered(row: dict[str, Any], series: str) -> dict[str, Any]:
    return row | {"CF_WSH": series + row["CF_WSH"][row["CF_WSH"].index("〔") :]}


def _actor(login: str) -> Actor:
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    return people.actor_with(account.id, account.epoch, clock.today())
