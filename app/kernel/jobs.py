"""后台作业 work longer than a page: queued in the act that asks for it, leased, resumed."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base, Id, db
from app.kernel.tx import transaction

LEASE = timedelta(minutes=10)
REST = timedelta(seconds=30)  # after a failure, longer each time
MOST_ATTEMPTS = 5

log = logging.getLogger("xintu.jobs")

Handler = Callable[..., None]


class Job(Base):
    """作业 one piece of work; `key` makes a second asking for the same work fall away."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_waiting",
            "run_at",
            "id",
            sqlite_where=text("done_at is null"),
            postgresql_where=text("done_at is null"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(300), default="")


def enqueue(name: str, at: datetime, key: str | None = None, **args: Any) -> None:
    """Ask for work, within the transaction that makes it necessary."""
    job = Job(name=name, args=args, key=key, run_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        if key is None:
            raise


def take(now: datetime) -> Job | None:
    """Lease the next piece of work that is due; another worker cannot take it meanwhile."""
    free = (
        select(Job.id)
        .where(Job.done_at.is_(None), Job.run_at <= now, Job.attempts < MOST_ATTEMPTS)
        .where((Job.leased_until.is_(None)) | (Job.leased_until < now))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job_id = db.session.scalar(free)
    if job_id is None:
        return None
    db.session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(leased_until=now + LEASE, attempts=Job.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return db.session.get(Job, job_id, populate_existing=True)


def is_waiting(now: datetime) -> bool:
    """Whether there is anything to take, without writing."""
    return (
        db.session.scalar(
            select(Job.id)
            .where(Job.done_at.is_(None), Job.run_at <= now, Job.attempts < MOST_ATTEMPTS)
            .where((Job.leased_until.is_(None)) | (Job.leased_until < now))
            .limit(1)
        )
        is not None
    )


def run_next(handlers: Mapping[str, Handler], now: datetime) -> bool:
    """Do one piece of work; False when there was none."""
    if not is_waiting(now):
        db.session.rollback()
        return False
    with transaction():
        job = take(now)
        if job is None:
            return False
        job_id, name, args, attempts = job.id, job.name, dict(job.args), job.attempts
    try:
        handlers[name](**args)
    except Exception as fault:
        log.exception("job %s %s failed", job_id, name)
        _note(
            job_id,
            failure=f"{type(fault).__name__}: {fault}"[:300],
            leased_until=now + REST * attempts,
        )
    else:
        _note(job_id, done_at=now)
    return True


def _note(job_id: int, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Job).where(Job.id == job_id).values(**values))


def forget_done(before: datetime) -> None:
    """Clear finished work that nobody will ask about."""
    db.session.execute(Job.__table__.delete().where(Job.done_at < before))  # type: ignore[attr-defined,unused-ignore]
