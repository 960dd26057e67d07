"""命令 what can be done from the command line: serve, sweep, verify, back up, enter staff."""

from flask import Flask

from app.cli import (
    drawings,
    editions,
    holidays,
    members,
    proof,
    running,
    safekeeping,
    searching,
    staff,
    upkeep,
)

COMMANDS = (
    running.serve,
    running.work,
    upkeep.sweep_now,
    upkeep.seal_now,
    upkeep.demonstrate,
    proof.verify,
    proof.export_audit,
    safekeeping.backup,
    safekeeping.restore,
    staff.staff,
    staff.sections,
    members.members,
    holidays.holidays,
    searching.search,
    drawings.diagrams,
    editions.workflow,
)


def install(app: Flask) -> None:
    """Give the house its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
