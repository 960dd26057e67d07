"""咨询答复表单 what each event asks."""

from app.cases.opinions import in_words
from app.lib.markers import N_
from app.web.forms import EventForm, OpinionForm


class QuestionForm(EventForm):
    """提交."""

    question = in_words(N_("咨询的问题"), N_("请写明咨询的问题"))


class AnswerForm(EventForm):
    """书面答复."""

    answer = in_words(N_("答复内容"), N_("请写明答复内容"), most=4000)


FORMS = {
    "submit": QuestionForm,
    "accept": EventForm,
    "answer": AnswerForm,
    "withdraw": OpinionForm,
}
