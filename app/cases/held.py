"""在谁手上 who holds a case now, and who may take it, give it away or keep out of it."""

from app.cases.page import CasePage
from app.kernel.choices import Choice
from app.kernel.holding import ROLES_THAT_HOLD, waits_for
from app.kernel.roles import Role
from app.kernel.rooms import states_waiting_for


class HeldCase(CasePage):
    """A case as those see it whose turn it may be."""

    @property
    def first(self) -> Choice | None:
        """The one thing that this person is here to do."""
        order = self.room.primary.index
        mains = [choice for choice in self.open if choice.primary]
        return min(mains, key=lambda choice: order(choice.event), default=None)

    @property
    def mine(self) -> bool:
        return self.claim is not None and self.claim.account_id == self.actor.account_id

    @property
    def may_take(self) -> bool:
        """Unheld, waiting for this person's role, and theirs to move."""
        turn, first = self.case.turn, self.first
        if turn not in ROLES_THAT_HOLD or self.claim is not None or first is None:
            return False
        return bool(first.for_name) or self.actor.holds(Role(turn), self.case.section_id)

    @property
    def leads(self) -> bool:
        return self.actor.holds(Role.HEAD, self.case.section_id)

    @property
    def may_release(self) -> bool:
        return self.claim is not None and (self.mine or self.leads)

    @property
    def may_reassign(self) -> bool:
        return self.leads and self.case.turn == Role.HANDLER

    @property
    def may_recuse(self) -> bool:
        """Whoever could have a hand in it may keep out of it."""
        return bool(self.case.turn) and any(
            self.actor.holds(role, self.case.section_id) for role in ROLES_THAT_HOLD
        )

    @property
    def held_elsewhere(self) -> bool:
        return self.claim is not None and not self.mine

    @property
    def can_take_next(self) -> bool:
        return any(states_waiting_for(role) for role, _ in waits_for(self.actor))
