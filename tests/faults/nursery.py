"""Servers born quickly: everything is imported once, and each server is a fork of that.

Asked for "start" on standard input it answers with the number of a new process that runs
`flask serve`; asked for "wait" it answers how that process ended. A server has to die thirty times
for one test; two thirds of its start would be imports.
"""

import os
import sys

import flask.cli
import waitress.server

import app.assembly
import app.web.fonts

READY = (flask.cli, waitress.server, app.assembly, app.web.fonts)


def serve(log: str) -> None:
    """Become the server, as if the command had been given."""
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.argv = ["flask", "--app", "wsgi", "serve"]
    flask.cli.main()


def main(log: str) -> None:
    born = 0
    for asked in sys.stdin:
        if asked.strip() == "start":
            born = os.fork()
            if born == 0:
                serve(log)
                return
            print(born, flush=True)  # noqa: T201
        else:
            _, status = os.waitpid(born, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
