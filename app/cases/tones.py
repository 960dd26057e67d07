"""状态色调 how a state looks, the same on every list and page: word, shape and colour."""

from collections.abc import Mapping

from app.kernel.roles import Role

# The shared spine; a state that only one room has is told by whose turn it is.
TONES: Mapping[str, str] = {
    "draft": "draft",
    "filed": "waiting",
    "published": "good",
    "declined": "bad",
    "refused": "bad",
    "revoked": "bad",
    "withdrawn": "ended",
    "lapsed": "ended",
    "terminated": "ended",
}


def tone_of(state: str, turn: str) -> str:
    """draft, waiting, ours, theirs, good, bad or ended."""
    if state in TONES:
        return TONES[state]
    if not turn:
        return "ended"
    return "theirs" if turn == Role.APPLICANT else "ours"
