"""文书文字: what each paper of an objection says, as plain functions from facts to PaperContent."""

from app.cases.objection.wording.decisions import kept, upheld
from app.cases.objection.wording.ends import lapsed, not_accepted
from app.cases.objection.wording.notices import (
    ASKED,
    acceptance,
    application,
    correction_notice,
    extension,
    forward_slip,
    own_check,
)

__all__ = [
    "ASKED",
    "acceptance",
    "application",
    "correction_notice",
    "extension",
    "forward_slip",
    "kept",
    "lapsed",
    "not_accepted",
    "own_check",
    "upheld",
]
