"""接待 requests: one process with threads (waitress), or several with PostgreSQL (gunicorn)."""

import logging
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel

DRAIN = 20.0  # seconds that requests in hand have to finish
CONNECTIONS = 1000  # the default of 100 lets people wait twenty seconds under load
IDLE = 75  # seconds a silent connection is kept
HEADER = 32 * 1024

log = logging.getLogger("xintu.serve")


class Reception:
    """One process: a loop that reads and writes, threads that answer, and an orderly end."""

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        self.map: dict[int, Any] = {}
        self.leaving = False
        self.server = create_server(
            app,
            map=self.map,
            sockets=[listening],
            threads=app.config["THREADS"],
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE,
            cleanup_interval=10,
            max_request_header_size=HEADER,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
            ident=None,
        )

    def leave(self, *_signal: object) -> None:
        """Take no more, finish what is in hand."""
        self.leaving = True
        self.server.pull_trigger()

    def serve(self) -> None:
        """Answer until somebody says stop; then drain."""
        signal.signal(signal.SIGTERM, self.leave)
        signal.signal(signal.SIGINT, self.leave)
        while not self.leaving:
            self._turn(1.0)
        self._stop_listening()
        last = time.monotonic() + DRAIN
        while self._say_goodbye_to_the_idle() and time.monotonic() < last:
            self._turn(0.05)
        self.server.task_dispatcher.shutdown(timeout=1)

    def _turn(self, seconds: float) -> None:
        adj = self.server.adj
        self.server.asyncore.loop(
            timeout=seconds, map=self.map, use_poll=adj.asyncore_use_poll, count=1
        )

    def _stop_listening(self) -> None:
        self.server.accepting = False
        self.server.del_channel()
        self.server.socket.close()

    def _say_goodbye_to_the_idle(self) -> bool:
        """Close whoever waits for nothing; whether anybody is left."""
        for channel in list(self.server.active_channels.values()):
            if not _in_hand(channel):
                channel.handle_close()
        return bool(self.server.active_channels)


def _in_hand(channel: HTTPChannel) -> bool:
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)


def serve_with_processes(
    app: Flask, listening: socket.socket, after_fork: Callable[[], None]
) -> None:
    """Several processes on one database server; gunicorn minds them and drains on SIGTERM."""
    from gunicorn.app.base import BaseApplication

    class Processes(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": f"fd://{listening.fileno()}",
                "workers": app.config["PROCESSES"],
                "worker_class": "gthread",
                "threads": max(2, min(4, app.config["THREADS"])),
                "timeout": 60,
                "graceful_timeout": int(DRAIN),
                "keepalive": 5,
                "worker_connections": CONNECTIONS,
                "limit_request_field_size": HEADER // 4,
                "post_fork": lambda _server, _worker: after_fork(),
                "control_socket_disable": True,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Processes().run()
