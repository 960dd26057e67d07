"""依据撤销要件 what a proposal must show; that the record still stands when it is confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.revocation import rules
from app.extensions import db
from app.kernel import documents
from app.kernel.machines import RuleBroken
from app.lib.markers import N_

Facts = Mapping[str, Any]


def shown(model: Any, facts: Facts, today: date) -> None:
    """撤销文书: which paper, of whom, of which day, what it did, and since when it is here."""
    if facts.get("how") not in rules.HOW:
        raise RuleBroken(N_("请选择依据怎样了"), "how", "no_how")
    for name, says in (
        ("paper_title", N_("请填写撤销文书的名称")),
        ("paper_no", N_("请填写撤销文书的文号")),
        ("paper_by", N_("请填写作出撤销文书的机关")),
        ("reason", N_("请写明撤销的理由")),
    ):
        if not str(facts.get(name) or "").strip():
            raise RuleBroken(says, name, "missing")
    made, received = (_day(facts.get(name)) for name in ("paper_on", "received_on"))
    if made is None or made > today:
        raise RuleBroken(N_("请填写撤销文书的日期，不能晚于今天"), "paper_on", "no_day")
    if received is None or not made <= received <= today:
        raise RuleBroken(
            N_("收到日期不能早于撤销文书的日期，也不能晚于今天"), "received_on", "no_day"
        )
    if made < model.record.decided_on:
        raise RuleBroken(N_("撤销文书不能早于记录所依据的决定"), "paper_on", "too_early")


def proven(model: Any, facts: Facts) -> None:
    """The revoking paper itself lies with the case."""
    sent_now = [u for u in facts.get("uploads", ()) if u["kind"] == "evidence"]
    if not sent_now and not documents.materials(model.case, "evidence"):
        raise RuleBroken(N_("请上传撤销文书"), "proof", "no_proof")


def still_stands(model: Any) -> None:
    """Looked at under a lock: somebody else may have ended the record meanwhile."""
    record = model.case.record
    db.session.refresh(record, with_for_update={"of": type(record)})
    if record.status != "effective":
        raise RuleBroken(N_("这条记录已经因别的原因终止，不必再撤回"), None, "ended")


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value or ""))
    except ValueError:
        return None
