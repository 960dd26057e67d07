"""后台 the thread (or process) that does what nobody waits for: jobs, messages, seals, sweep."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from app.extensions import db
from app.halls.desk.morning import on_the_desk
from app.kernel import clock, delivery, jobs, post, recalendar, reminders, seals, sweep
from app.kernel.tx import weigh_the_tables
from app.web import mailing
from app.web.address import root_of

LOOK_EVERY = 1.0  # seconds between looks at the queue when it was empty
REST_AFTER_FAULT = 15.0

log = logging.getLogger("xintu.background")


@dataclass
class Round:
    """巡回 one kind of work that comes round by itself."""

    name: str
    every: float
    work: Callable[[], object]
    next: float = field(default=0.0)


def post_office(app: Flask) -> post.PostOffice | None:
    """The mail server that the settings name, if any."""
    named = app.config["POST_OFFICE"]
    return post.PostOffice(**named) if named else None


class Background(threading.Thread):
    """后台 one worker: stopped between any two pieces of work, killed in any of them."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="background", daemon=True)
        self.app = app
        self.stopping = threading.Event()
        instance = app.config["INSTANCE"]
        self.handlers = dict(app.extensions["jobs"]) | {
            "seal": lambda: seals.seal(clock.now(), instance),
            "recalendar": lambda: recalendar.recalendar(clock.now()),
            "hits": lambda: sweep.find_hits(clock.now()),
        }
        self.rounds = (
            Round("deliver", 5, lambda: delivery.deliver(clock.now(), instance)),
            Round("lapse", 300, lambda: sweep.lapse_overdue(clock.now())),
            Round("timely", 300, lambda: sweep.move_timely(clock.now())),
            Round("hits", 3600, lambda: sweep.find_hits(clock.now())),
            Round("remind", 3600, lambda: sweep.remind_measures(clock.now())),
            Round("expire", 300, lambda: sweep.remove_expired(clock.now())),
            Round("seal", 180, lambda: seals.seal(clock.now(), instance)),
            Round("warn", 3600, lambda: reminders.warn_due(clock.now())),
            Round("write mails", 60, self.write_mails),
            Round("send mails", 20, lambda: post.send(clock.now(), post_office(app))),
            Round("forget", 3600, lambda: sweep.forget_old(clock.now())),
            Round("weigh", 3600, weigh_the_tables),
            Round("orphans", 24 * 3600, lambda: sweep.forget_orphans(clock.now())),
        )

    def write_mails(self) -> int:
        return mailing.write_due(clock.now(), root_of(self.app), on_the_desk)

    def run(self) -> None:
        while not self.stopping.is_set():
            rest = self.once()
            self.stopping.wait(rest)

    def once(self) -> float:
        """Do what is due; how long to rest."""
        with self.app.app_context():
            try:
                busy = jobs.run_next(self.handlers, clock.now())
                for due in self.rounds:
                    self._come_round(due)
            except Exception:
                log.exception("background work failed; it will be tried again")
                db.session.rollback()
                return REST_AFTER_FAULT
        return 0.0 if busy else LOOK_EVERY

    def _come_round(self, due: Round) -> None:
        moment = time.monotonic()
        if moment < due.next or self.stopping.is_set():
            return
        due.next = moment + due.every
        due.work()

    def stop(self, within: float = 15.0) -> None:
        """Finish the piece in hand, then end."""
        self.stopping.set()
        if self.is_alive():
            self.join(within)
