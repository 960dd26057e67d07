"""咨询答复 what an inquiry has besides being a case."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import BigId
from app.kernel.cases import Case


class Inquiry(Case):
    """咨询 a question, and the answer to it."""

    __tablename__ = "inquiry"
    __mapper_args__: Any = {"polymorphic_identity": "inquiry"}  # noqa: RUF012

    # What is said in the first step, by the names of its form's fields.
    DECLARED: ClassVar = ("question",)

    id: Mapped[int] = mapped_column(BigId, ForeignKey("case.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(2000), default="")
    answer: Mapped[str] = mapped_column(String(4000), default="")
