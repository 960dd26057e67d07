"""信用档案 the file of an enterprise: opened before anything is collected, named by its licence.

Most enterprises that promise, or join an association, were never punished: whoever serves them at
the window opens their file. A penalty that is collected later finds it by the same code.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.kernel import events, findable, people, subjects, vault
from app.kernel.events import Event
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.kernel.permissions import Permission, can
from app.kernel.subjects import Subject
from app.lib import masking
from app.lib.citizen_id import check_citizen_id
from app.lib.markers import N_
from app.lib.uscc import check_uscc
from app.lib.width import half_width

SOLE_TRADER = "92"  # 登记管理部门和机构类别 (GB 32100-2015): 9 market regulation, 2 sole traders
LEAST, MOST = 2, 200
STREAM = "subject/"


def stream(subject_id: int) -> str:
    return f"{STREAM}{subject_id}"


def open_file(name: str, code: str, by: Actor, at: datetime, once: str | None = None) -> Subject:
    """建档 of one enterprise by its credit code, under the name on its licence.

    Raises RuleBroken when the code is wrong or on file already.
    """
    _must_keep_files(by)
    if earlier := _answered("open_file", by, once):
        return db.session.get_one(Subject, int(earlier.stream.removeprefix(STREAM)))
    name, checked = _named(name), check_uscc(code)
    if not checked.ok:
        raise RuleBroken(N_("代码校验不通过，请对照营业执照核对"), "code", "bad_code")
    known = subjects.with_code(checked.code)
    if known is not None:
        _on_file(known.name)
    kind = "sole" if checked.code.startswith(SOLE_TRADER) else "org"
    try:
        subject = subjects.enter(kind, name, checked.code)
    except IntegrityError:
        _on_file(name)  # a colleague was quicker
    facts = {"name": name, "code": checked.code}
    events.record(stream(subject.id), "open_file", by, at, facts=facts, once=once)
    return subject


def find(number: str) -> Subject | None:
    """The file of the enterprise with this credit code, or of the citizen with this number."""
    found = subjects.with_code(half_width(number).strip().upper())
    citizen = check_citizen_id(number)
    if found is not None or not citizen.ok:
        return found
    kept = vault.same_as("citizen_id", citizen.code)
    return subjects.with_citizen_id(kept.id) if kept else None


def principal(number: str, name: str, own: bool, by: Actor, at: datetime) -> Subject:
    """本人或者被代理人 for whom an account is opened; `name` is of whoever will use it.

    A natural person who acts for themselves, a driver say, is given a file if there is none.
    Raises RuleBroken.
    """
    _must_keep_files(by)
    found, citizen = find(number), check_citizen_id(number)
    if found is None and own and citizen.ok:
        return _open_person(_named(name), citizen.code, by, at)
    if found is None:
        raise RuleBroken(N_("没有这个代码的企业档案，请先建立企业档案"), "code", "no_subject")
    if found.is_natural_person and own and found.name != _named(name):
        raise RuleBroken(N_("姓名和档案上的不一致，请核对身份证"), "name", "other_name")
    return found


def _open_person(name: str, number: str, by: Actor, at: datetime) -> Subject:
    kept = vault.same_as("citizen_id", number) or vault.keep("citizen_id", number)
    subject = subjects.enter("person", name, citizen_id=kept.id)
    facts = {"name": masking.mask_name(name), "citizen_id": kept.masked}
    events.record(stream(subject.id), "open_file", by, at, facts=facts)
    return subject


def rename(
    subject: Subject, name: str, reason: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """更正名称: a slip, or another name on the licence. What was decided before keeps its words.

    Raises RuleBroken.
    """
    _must_keep_files(by)
    if _answered("rename_file", by, once):
        return
    if subject.is_natural_person or subject.code is None:
        raise RuleBroken(N_("只有登记了统一社会信用代码的企业可以更正名称"), "name", "no_code")
    name, before = _named(name), subject.name
    if name == before:
        raise RuleBroken(N_("和现在的名称一样，不需要更正"), "name", "same_name")
    if not reason.strip():
        raise RuleBroken(N_("请写明理由"), "reason", "no_words")
    facts = {"before": before, "after": name, "reason": reason}
    events.record(stream(subject.id), "rename_file", by, at, facts=facts, once=once)
    findable.forget(findable.SUBJECTS, subject.id, (before, subject.code))
    subject.name = name
    findable.file(findable.SUBJECTS, [(subject.id, (name, subject.code))])
    db.session.flush()


def _must_keep_files(by: Actor) -> None:
    people.confirm(by)
    if not can(by, Permission.KEEP_FILES):
        raise RuleBroken(N_("企业档案由业务科室或者系统管理员建立"), None, "not_yours")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not LEAST <= len(name) <= MOST:
        raise RuleBroken(N_("请按营业执照填写企业名称，2至200个字"), "name", "no_name")
    return name


def _on_file(name: str) -> None:
    raise RuleBroken(N_("这个代码已经建档：%(name)s"), "code", "on_file", name=name)


def _answered(act: str, by: Actor, once: str | None) -> Event | None:
    """The act that this key did already; a key that did something else is refused."""
    earlier = events.answered(by.account_id, once)
    if earlier is not None and (earlier.name, earlier.stream[: len(STREAM)]) != (act, STREAM):
        raise RuleBroken(N_("这张表已经用于别的办理，请重新打开"), None, "key_reused")
    return earlier
