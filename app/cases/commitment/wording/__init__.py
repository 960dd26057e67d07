"""文书文字: what each paper of a commitment says, as plain functions from facts to PaperContent."""

from app.cases.commitment.wording.findings import (
    breach_finding,
    rectification_order,
    verification_record,
)
from app.cases.commitment.wording.letters import commitment_letter
from app.cases.commitment.wording.notices import diverted, not_suited, receipt

__all__ = [
    "breach_finding",
    "commitment_letter",
    "diverted",
    "not_suited",
    "receipt",
    "rectification_order",
    "verification_record",
]
