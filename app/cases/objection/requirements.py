"""异议处理要件 where a case goes, and what a step requires of it or refuses it for want of."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from app.cases.objection import rules
from app.cases.objection.model import CLAIMS, GRADES, old_value
from app.extensions import db
from app.kernel import documents
from app.kernel.cases import Case
from app.kernel.machines import RuleBroken, closed_saying
from app.kernel.people import Actor
from app.kernel.records import CreditRecord, says
from app.lib.markers import N_
from app.lib.numbers import is_document_number, normalise_document_number
from app.lib.penalties import Severity, split_kinds
from app.lib.uscc import is_uscc

Facts = Mapping[str, Any]
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


# ---------------------------------------------------------------- where it goes


@closed_saying("found_here", N_("这条记录由本科室提供，受理后直接核查，不必转办"))
def found_elsewhere(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: another section provided the record, and the case goes there."""
    return actor is not None and _found_in(model) != model.section_id


@closed_saying("found_elsewhere", N_("这条记录由其他科室提供，受理后转办核查"))
def found_here(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the section that takes the case in provided the record."""
    return actor is not None and _found_in(model) in (None, model.section_id)


def _found_in(model: Any) -> int | None:
    """The section of the record; a line of a list does not know it."""
    return model.record.section_id if model.record else None


@closed_saying("own_motion", N_("本件由本机关依职权核查，不是当事人提出的"))
def asked_for(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: somebody objected; a check of the bureau's own is neither corrected nor withdrawn."""
    return actor is not None and not model.own_motion


@closed_saying("asked_for", N_("这件异议由当事人提出，不是依职权核查"))
def on_own_motion(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the bureau looks into the record by itself."""
    return actor is not None and bool(model.own_motion)


@closed_saying("reviewed", N_("这件异议已经申请过复核；复核只有一次"))
def reviewed_once(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: this is no review, and none was asked for."""
    if actor is None or model.review_of is not None:
        return False
    asked = exists().where(Case.review_of == model.case.id)
    return not db.session.scalar(select(asked))


@closed_saying("review_over", N_("申请复核的期限已经届满（最后一天见告知书）"))
def in_time_for_review(model: Any, actor: Actor | None = None, now: datetime | None = None) -> bool:
    """Guard: the last day on which a review may be asked for is not over."""
    if actor is None or now is None:
        return False
    return model.review_until is None or now.date() <= model.review_until


# ---------------------------------------------------------------- what is filed


def grounded(facts: Facts) -> None:
    if facts.get("ground") not in rules.GROUNDS:
        raise RuleBroken(N_("请选择异议的理由"), "ground", "no_ground")
    if not facts.get("statement"):
        raise RuleBroken(N_("请说明哪里不对、依据是什么"), "statement", "no_statement")


def disputed(model: Any, facts: Facts) -> None:
    """What is claimed is not what the record says already; a slip of the pen has its field."""
    claimed = {code: facts[name] for name, code in CLAIMS.items() if facts.get(name)}
    for code, words in claimed.items():
        if words == old_value(model.record, code):
            raise RuleBroken(N_("您填写的和记录现在的内容一样"), f"claim_{code}", "same_value")
    if not claimed and facts.get("ground") in rules.IN_A_FIELD:
        raise RuleBroken(
            N_("请至少填写一项有误的内容应当是什么"),
            f"claim_{next(iter(rules.FIELDS))}",
            "no_field",
        )


def proven(model: Any, facts: Facts) -> None:
    """Evidence is attached, now or before."""
    sent_now = [u for u in facts.get("uploads", ()) if u["kind"] == "proof"]
    if not sent_now and not documents.materials(model.case, "proof"):
        raise RuleBroken(N_("请上传能证明记录有误的材料"), "proof", "no_proof")


# ---------------------------------------------------------------- what is found


def every_field_answered(model: Any, facts: Facts) -> None:
    """核查答复 speaks to each disputed field, and proposes what follows from what was found."""
    findings = facts.get("findings", {})
    for code in model.claims:
        found = findings.get(code, {})
        if not found.get("found"):
            raise RuleBroken(N_("请写明查明的内容"), f"found_{code}", "no_finding")
        if not found.get("evidence"):
            raise RuleBroken(N_("请写明核查的依据"), f"evidence_{code}", "no_evidence")
    if facts.get("outcome") not in rules.OUTCOMES:
        raise RuleBroken(N_("请选择拟办意见"), "outcome", "no_outcome")
    if not facts.get("opinion"):
        raise RuleBroken(N_("请写明核查情况和理由"), "opinion", "no_words")


def outcome_follows(model: Any, facts: Facts) -> None:
    """A correction changes something, and what it writes can be read; keeping changes nothing."""
    changed = changes_of(model.record, facts.get("findings", {}))
    if facts["outcome"] in rules.CHANGES and not changed:
        raise RuleBroken(N_("查明的内容和记录一致，没有可以更正的"), "outcome", "nothing_found")
    if facts["outcome"] == "keep" and changed:
        raise RuleBroken(N_("查明的内容和记录不一致，不能维持"), "outcome", "found_otherwise")
    _graded(model.record, facts["outcome"], changed)
    if facts["outcome"] in rules.CHANGES:
        _still_one_of_its_kind(model.record, changed)


def _graded(record: CreditRecord, outcome: str, changed: Mapping[str, Any]) -> None:
    """失信程度 has an outcome of its own; nobody is worse off for having objected."""
    if (outcome == "reclassify") != (rules.GRADE in changed) and outcome in rules.CHANGES:
        raise RuleBroken(
            N_("失信程度有调整的，拟办意见请选“调整失信程度”；没有调整的请选其他意见"),
            "outcome",
            "grade_apart",
        )
    if rules.GRADE not in changed or not record.severity:
        return
    order = list(Severity)
    if order.index(changed[rules.GRADE]) > order.index(Severity(record.severity)):
        raise RuleBroken(N_("异议核查不能加重失信程度"), f"found_{rules.GRADE}", "graded_up")


def changes_of(record: CreditRecord, findings: Mapping[str, Any]) -> dict[str, Any]:
    """What would have to be written to make the record say what was found."""
    return {
        code: read_value(record, code, found["found"])
        for code, found in findings.items()
        if code in rules.FIELDS and found["found"] != old_value(record, code)
    }


def read_value(record: CreditRecord, code: str, words: str) -> Any:
    """What was found, in the form a record keeps it. Raises RuleBroken at its field."""
    field = f"found_{code}"
    if code == rules.GRADE:
        return GRADES[words] if words in GRADES else _no_such_grade(field)
    if code == "CF_JDRQ":
        return _day(words, field)
    if code in ("CF_NR_FK", "CF_NR_WFFF") and not AMOUNT.fullmatch(words):
        raise RuleBroken(N_("金额请填写数字，单位为万元"), field, "no_amount")
    if code == "CF_CFJGDM" and not is_uscc(words):
        raise RuleBroken(N_("不是正确的统一社会信用代码"), field, "no_code")
    if code == "CF_WSH":
        number = normalise_document_number(words)
        if not is_document_number(number):
            raise RuleBroken(N_("文号应当是“机关代字〔年份〕序号”的形式"), field, "no_number")
        return number
    if code == "CF_CFLB" and isinstance(says(record, code), list):
        return split_kinds(words)
    return words


def _no_such_grade(field: str) -> Any:
    raise RuleBroken(N_("请选择失信程度"), field, "no_severity")


def _day(words: str, field: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as wrong:
        says_so = N_("请按“年-月-日”填写日期，如2026-11-21")
        raise RuleBroken(says_so, field, "no_day") from wrong


def _still_one_of_its_kind(record: CreditRecord, changed: Mapping[str, Any]) -> None:
    """Two records may not come to be of one number of one authority about one subject."""
    doc_no = changed.get("CF_WSH", record.doc_no)
    authority = changed.get("CF_CFJGDM", record.authority_code)
    same = select(CreditRecord.id).where(
        CreditRecord.subject_id == record.subject_id,
        CreditRecord.doc_no == doc_no,
        CreditRecord.authority_code == authority,
        CreditRecord.id != record.id,
    )
    if db.session.scalar(same) is not None:
        raise RuleBroken(N_("另一条记录已经是这个文号"), "found_CF_WSH", "doubled")


def upheld_as_found(model: Any) -> None:
    """予以更正 rests on a finding that something is wrong; else it goes back to be found again."""
    if model.outcome in (None, "keep"):
        raise RuleBroken(
            N_("核查意见是维持，不能据此更正；如认为核查有误，请退回重新核查"),
            None,
            "found_accurate",
        )
