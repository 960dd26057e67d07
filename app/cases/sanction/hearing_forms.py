"""陈述申辩表单 the notice and its service, what is said to it, and what is answered."""

from typing import Any

from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.cases.sanction import rules
from app.cases.sanction.requirements import MOST_POINTS
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm, a_day
from app.web.uploads import chosen

POINTS = ("point_1", "point_2", "point_3")


class NoticeForm(OpinionForm):
    """事先告知: how and when it is served."""

    service = SelectField(
        N_("送达方式"),
        choices={"": N_("请选择"), **rules.SERVICE},
        validators=[DataRequired(N_("请选择送达方式"))],
    )
    served_on = a_day(
        N_("送达日期"),
        N_("请填写送达日期"),
        N_("陈述申辩期限从这一天起算，不早于今天；公告送达填公告期满的日期"),
    )

    def facts(self) -> dict[str, Any]:
        day = self.served_on.data
        return {
            "service": self.service.data,
            "served_on": day.isoformat() if day else "",
            "opinion": self.opinion.data,
        }


class ServiceProofForm(EventForm):
    """存入送达回证: what was signed for, and on which day."""

    REPEATABLE = frozenset({"proof"})

    signed_on = a_day(
        N_("签收日期"),
        N_("请填写签收日期"),
        N_("送达回证上写的日期；与原填送达日期不同的，陈述申辩期限按这一天重新计算"),
    )
    proof = MultipleFileField(
        N_("送达回证"),
        description=N_("签收后的扫描件或者照片；邮寄的附投递凭证，公告的附公告页面"),
        validators=[DataRequired(N_("请上传送达回证的扫描件或者照片"))],
    )

    def facts(self) -> dict[str, Any]:
        day = self.signed_on.data
        return {"signed_on": day.isoformat() if day else ""}

    def files(self) -> dict[str, list[Any]]:
        """送达回证 stays in the house."""
        return {"service_proof": chosen(self.proof.data or [])}


class DefenceForm(EventForm):
    """陈述申辩: point by point, or waived."""

    REPEATABLE = frozenset({"proof"})

    point_1 = TextAreaField(
        N_("第一条意见"),
        description=N_("一栏写一条，本机关将逐条答复；可以多次提交"),
        validators=[Length(max=2000)],
    )
    point_2 = TextAreaField(N_("再一条意见"), validators=[Length(max=2000)])
    point_3 = TextAreaField(N_("还有一条意见"), validators=[Length(max=2000)])
    proof = MultipleFileField(
        N_("证据材料"), description=N_("能证明上述意见的材料"), validators=[Optional()]
    )
    waive = BooleanField(N_("没有意见，放弃陈述申辩"))

    def facts(self) -> dict[str, Any]:
        points = [str(self[name].data) for name in POINTS if self[name].data]
        return {"points": points} | ({"waive": True} if self.waive.data else {})

    def files(self) -> dict[str, list[Any]]:
        return {"proof": chosen(self.proof.data or [])}


def _answer(n: int) -> TextAreaField:
    return TextAreaField(N_("对这条意见的答复"), validators=[Length(max=2000)])


class ReconsiderForm(OpinionForm):
    """复核意见: an answer to each point, then the proposal."""

    answer_1 = _answer(1)
    answer_2 = _answer(2)
    answer_3 = _answer(3)
    answer_4 = _answer(4)
    answer_5 = _answer(5)
    answer_6 = _answer(6)
    answer_7 = _answer(7)
    answer_8 = _answer(8)
    answer_9 = _answer(9)
    answer_10 = _answer(10)
    answer_11 = _answer(11)
    answer_12 = _answer(12)
    outcome = RadioField(
        N_("拟办意见"),
        choices={"list": N_("拟列入"), "refuse": N_("拟不予列入")},
        validators=[InputRequired(N_("请选择拟办意见"))],
    )

    def about(self, case: Any) -> None:
        """As many answers as there are points, each beside its point."""
        said = {point["n"]: point["words"] for point in case.points}
        before = case.answers or {}
        for n in range(1, MOST_POINTS + 1):
            name = f"answer_{n}"
            if n not in said:
                delattr(self, name)
                continue
            self[name].description = said[n]
            self[
                name
            ].flags.required = True  # the requirement itself says it of the point by number
            if not self.is_submitted():
                self[name].data = before.get(name, "")

    def facts(self) -> dict[str, Any]:
        names = [f"answer_{n}" for n in range(1, MOST_POINTS + 1)]
        answers = {name: self[name].data or "" for name in names if name in self}
        return {"answers": answers, "outcome": self.outcome.data, "opinion": self.opinion.data}
