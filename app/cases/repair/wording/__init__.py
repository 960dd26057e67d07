"""文书文字: what each paper of a repair says, as plain functions from facts to PaperContent."""

from app.cases.repair.wording.decisions import LINKED_EFFECTS, granted, not_granted, revoked
from app.cases.repair.wording.ends import lapsed, not_accepted
from app.cases.repair.wording.letters import COMMITMENT, commitment_letter, repair_notice
from app.cases.repair.wording.notices import (
    ASKED,
    acceptance,
    correction_notice,
    extension,
    receipt,
)

__all__ = [
    "ASKED",
    "COMMITMENT",
    "LINKED_EFFECTS",
    "acceptance",
    "commitment_letter",
    "correction_notice",
    "extension",
    "granted",
    "lapsed",
    "not_accepted",
    "not_granted",
    "receipt",
    "repair_notice",
    "revoked",
]
