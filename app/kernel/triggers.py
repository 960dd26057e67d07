"""数据库守则 what the database itself refuses: changed events, states moved without one."""

from sqlalchemy import DDL, event

from app.extensions import Base

_KEPT = "append-only: 留痕不可更改"
_MOVED = "a state moves only with its event"
_APART = "administrations apart: 三权分立"

# 三权分立: one person, two accounts, two administrators at once: the database counts persons.
_MEETS = """new.until is null and exists (
    select 1 from "grant" held
    join account theirs on theirs.id = held.account_id
    join account given on given.id = new.account_id
    where theirs.person_id = given.person_id and held.until is null and held.role <> new.role
    and (held.role in ('system_admin', 'security_admin', 'auditor')
    or new.role in ('system_admin', 'security_admin', 'auditor')))"""

# table, what may not happen to it
APPEND_ONLY = (
    ("event", "update"),
    ("event", "delete"),
    ("event_facts", "update"),
    ("seal", "update"),
    ("seal", "delete"),
    ("register_change", "update"),
    ("register_change", "delete"),
)

SQLITE = (
    *(
        f"create trigger if not exists {table}_no_{act} before {act} on {table} "
        f"begin select raise(abort, '{_KEPT}'); end"
        for table, act in APPEND_ONLY
    ),
    'create trigger if not exists case_needs_event before update of state on "case" '  # noqa: S608
    "when new.state <> old.state and not exists (select 1 from event "
    "where stream = 'case/' || new.ref and seq = new.version and target = new.state) "
    f"begin select raise(abort, '{_MOVED}'); end",
    'create trigger if not exists grant_keeps_apart before insert on "grant" '
    f"when {_MEETS} begin select raise(abort, '{_APART}'); end",
)

POSTGRESQL = (
    "create or replace function keep_as_written() returns trigger language plpgsql as "
    f"$$ begin raise exception '{_KEPT}'; end $$",
    "create or replace function case_needs_event() returns trigger language plpgsql as "  # noqa: S608
    "$$ begin if new.state <> old.state and not exists (select 1 from event "
    "where stream = 'case/' || new.ref and seq = new.version and target = new.state) "
    f"then raise exception '{_MOVED}'; end if; return new; end $$",
    *(
        f"create or replace trigger {table}_no_{act} before {act} on {table} "
        "for each row execute function keep_as_written()"
        for table, act in APPEND_ONLY
    ),
    'create or replace trigger case_needs_event before update of state on "case" '
    "for each row execute function case_needs_event()",
    "create or replace function grant_keeps_apart() returns trigger language plpgsql as "
    f"$$ begin if {_MEETS} then raise exception '{_APART}'; end if; return new; end $$",
    'create or replace trigger grant_keeps_apart before insert on "grant" '
    "for each row execute function grant_keeps_apart()",
)


def _with_the_tables(statement: str, dialect: str) -> None:
    ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


for _statement in SQLITE:
    _with_the_tables(_statement, "sqlite")
for _statement in POSTGRESQL:
    _with_the_tables(_statement, "postgresql")
