"""公示应答 how browsers and caches may keep answers of the register: by version, never blindly."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Response, request
from werkzeug.http import is_resource_modified

from app.extensions import BEIJING
from app.kernel import register_log

# A copy is asked about each time, and a file answered 304 by its version: nothing that has left the
# register is read from a cache, not for a second.
KEPT = "max-age=0, must-revalidate"
_TELLABLE = timedelta(seconds=2)


@dataclass(frozen=True)
class Version:
    """公示版本 the last change written down, and the day, which ends periods without writing."""

    seq: int
    day: date
    changed_at: datetime | None  # None while a second could not tell it from the next version

    @property
    def tag(self) -> str:
        """Weak: entries that leave the register while a file is written are left out of it."""
        return f'W/"{self.seq}-{self.day.isoformat()}"'

    @property
    def asked_for_again(self) -> bool:
        """Whether the reader has this version already."""
        return not is_resource_modified(
            request.environ, etag=self.tag, last_modified=self.changed_at
        )


def version(now: datetime) -> Version:
    """The version of the register at this moment."""
    stood = register_log.last()
    midnight = datetime.combine(now.date(), time.min, BEIJING)
    at = max(stood.at or midnight, midnight)
    return Version(stood.seq, now.date(), at if now - at > _TELLABLE else None)


def shared(answer: Response, current: Version) -> Response:
    """For files and feeds, which hold nothing of the reader: any cache may keep them."""
    answer.headers["Cache-Control"] = f"public, {KEPT}"
    answer.headers["ETag"] = current.tag
    if current.changed_at:
        answer.last_modified = current.changed_at
    return answer


def unchanged(current: Version) -> Response:
    """304: the reader's copy is the present one."""
    return shared(Response(status=304), current)


def own(answer: Response) -> Response:
    """For pages: kept by the reader's browser alone, because their forms carry its token."""
    if answer.status_code == 200:
        answer.headers["Cache-Control"] = f"private, {KEPT}"
    answer.vary.update(("Cookie", "Accept-Language"))
    answer.headers["X-Robots-Tag"] = "noarchive"  # no copy elsewhere outlives the entry
    return answer
