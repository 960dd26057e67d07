"""会员登记表单 the members of an association as pasted lines, and the association's own code."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.halls.associations import pasted
from app.kernel import subjects
from app.kernel.subjects import Subject
from app.lib.markers import N_
from app.lib.uscc import is_uscc
from app.lib.width import half_width
from app.web.forms import INVISIBLE, OnceForm
from app.web.language import say

MOST_LINES = 1_000  # more at once cannot be looked over by a person


def plain(typed: str | None) -> str:
    """Without the invisible signs that come along out of a table."""
    return "".join(c for c in typed or "" if c not in INVISIBLE and (c in "\r\n\t" or c >= " "))


class MembersForm(OnceForm):
    """会员, one in a line."""

    lines = TextAreaField(
        N_("会员的统一社会信用代码"),
        description=N_(
            "每行一家，一次最多1000行。可以从Excel或者WPS里把代码整列复制过来；代码旁边带着名称、"
            "序号也认得出来。"
        ),
        filters=[plain],
        validators=[DataRequired(N_("请粘贴会员的统一社会信用代码，每行一家"))],
        render_kw={"rows": 12, "spellcheck": "false", "autocomplete": "off"},
    )

    def validate_lines(self, field: Any) -> None:
        written = len(pasted.read(field.data or ""))
        if written > MOST_LINES:
            words = N_("一次最多登记%(most)s行，现在有%(written)s行，请分几次登记")
            raise ValidationError(say(words, most=MOST_LINES, written=written))


class AssociationForm(MembersForm):
    """协会 and its first members."""

    code = StringField(
        N_("协会的统一社会信用代码"),
        filters=[lambda typed: "".join(half_width(typed or "").upper().split())],
        validators=[DataRequired(N_("请填写协会的统一社会信用代码")), Length(max=18)],
    )

    def association(self) -> Subject | None:
        """Whose file the code opens; none, and the reason at the field."""
        code = self.code.data or ""
        found = subjects.with_code(code)
        if found is None and is_uscc(code):
            self.refuse(N_("没有这个代码的企业档案，请先建立企业档案"), "code")
        elif found is None:
            self.refuse(N_("代码校验不通过，请核对"), "code")
        return found
