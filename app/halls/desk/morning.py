"""每日提示 what waits on somebody's desk, in numbers, for the mail of a working day."""

from collections.abc import Mapping
from datetime import datetime

from app.halls.desk.asked import LATE, TODAY
from app.halls.desk.queries import counts
from app.kernel.people import Account, actor_of
from app.lib.markers import N_

WAITS = {
    "mine": N_("等您办的：%(n)s件"),
    "pool": N_("还没有人认领的：%(n)s件"),
}
PRESSES = {
    LATE: N_("已经超期的：%(n)s件"),
    TODAY: N_("今天到期的：%(n)s件"),
}


def on_the_desk(account: Account, now: datetime) -> Mapping[str, int]:
    """Marked sentences with their number; nothing where nothing waits for this person."""
    found = counts(actor_of(account, now.date()), now)
    if not any(found.get(key) for key in WAITS):
        return {}
    return {words: found[key] for key, words in (WAITS | PRESSES).items() if found.get(key)}
