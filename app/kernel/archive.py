"""信用档案 the file of an enterprise: opened before anything is collected, named by its licence.

Most enterprises that promise, or join an association, were never punished: whoever serves them at
the window opens their file. A penalty that is collected later finds it by the same code.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.kernel import events, findable, people, subjects
from app.kernel.machines import RuleBroken
from app.kernel.people import Actor
from app.kernel.permissions import Permission, can
from app.kernel.subjects import Subject
from app.lib.markers import N_
from app.lib.uscc import check_uscc

SOLE_TRADER = "92"  # 登记管理部门和机构类别 (GB 32100-2015): 9 market regulation, 2 sole traders
LEAST, MOST = 2, 200


def stream(subject_id: int) -> str:
    return f"subject/{subject_id}"


def open_file(name: str, code: str, by: Actor, at: datetime, once: str | None = None) -> Subject:
    """建档 of one enterprise by its credit code, under the name on its licence.

    Raises RuleBroken when the code is wrong or on file already.
    """
    _must_keep_files(by)
    if earlier := events.answered(by.account_id, once):
        return db.session.get_one(Subject, _subject_of(earlier.stream))
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


def rename(
    subject: Subject, name: str, reason: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """更正名称: a slip, or another name on the licence. What was decided before keeps its words.

    Raises RuleBroken.
    """
    _must_keep_files(by)
    if events.answered(by.account_id, once):
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


def _subject_of(told: str) -> int:
    return int(told.removeprefix("subject/"))
