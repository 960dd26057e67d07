"""数据库守则 what the database itself refuses, whoever asks: changed events, and states that moved without one."""

from sqlalchemy import DDL, event

from app.extensions import Base

_KEPT = "append-only: 留痕不可更改"
_MOVED = "a state moves only with its event"

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

SQLITE = tuple(
    f"create trigger if not exists {table}_no_{act} before {act} on {table} "
    f"begin select raise(abort, '{_KEPT}'); end"
    for table, act in APPEND_ONLY
) + (
    'create trigger if not exists case_needs_event before update of state on "case" '
    "when new.state <> old.state and not exists (select 1 from event "
    "where stream = 'case/' || new.ref and seq = new.version and target = new.state) "
    f"begin select raise(abort, '{_MOVED}'); end",
)

POSTGRESQL = (
    "create or replace function keep_as_written() returns trigger language plpgsql as "
    f"$$ begin raise exception '{_KEPT}'; end $$",
    "create or replace function case_needs_event() returns trigger language plpgsql as "
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
)

for _statement in SQLITE:
    event.listen(Base.metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in POSTGRESQL:
    event.listen(
        Base.metadata,
        "after_create",
        DDL(_statement.replace("%", "%%")).execute_if(dialect="postgresql"),
    )
