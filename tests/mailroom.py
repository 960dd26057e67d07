"""邮件服务器 a small one that speaks SMTP over TLS, for mail that really leaves."""

import base64
import ipaddress
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"


@dataclass
class Mailroom:
    """What it heard, and what it will not take."""

    port: int
    letters: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    full: bool = False


def make_certificate(folder: Path) -> Path:
    """A certificate for this machine that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.cn")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


class _Talk:
    """One conversation. Every answer but the end of it goes on."""

    def __init__(self, line: socket.socket, room: Mailroom, context: ssl.SSLContext) -> None:
        self.line, self.room, self.context = line, room, context
        self.heard, self.secure = line.makefile("rb"), False

    def go(self, at_once: bool) -> None:
        if at_once:
            self.encrypt()
        self.say("220 ready")
        while (said := self.heard.readline().decode().strip()) not in ("", "quit", "QUIT"):
            getattr(self, said.partition(" ")[0].lower(), self.fine)(said)
        self.close()

    def say(self, words: str) -> None:
        self.line.sendall(words.encode() + b"\r\n")

    def encrypt(self) -> None:
        self.heard.close()
        self.line = self.context.wrap_socket(self.line, server_side=True)
        self.heard, self.secure = self.line.makefile("rb"), True

    def close(self) -> None:
        self.heard.close()
        self.line.close()

    def fine(self, _said: str) -> None:
        self.say("250 fine")

    def ehlo(self, _said: str) -> None:
        self.say("250-here\r\n250 " + ("AUTH PLAIN" if self.secure else "STARTTLS"))

    def starttls(self, _said: str) -> None:
        self.say("220 go on")
        self.encrypt()

    def auth(self, said: str) -> None:
        self.room.signed_in.append(base64.b64decode(said.split()[-1]).decode())
        self.say("235 welcome")

    def rcpt(self, _said: str) -> None:
        self.say("452 mailbox full" if self.room.full else "250 fine")

    def data(self, _said: str) -> None:
        self.say("354 go on")
        self.room.letters.append(b"".join(iter(self.heard.readline, b".\r\n")).decode())
        self.room.encrypted.append(self.secure)
        self.say("250 taken")


@contextmanager
def open_mailroom(certificate: Path, at_once: bool) -> Iterator[Mailroom]:
    """Serve until the end of the block; encrypted from the first byte, or after STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Visit(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            talk = _Talk(self.request, room, context)
            try:
                talk.go(at_once)
            except OSError:  # the other side hung up
                talk.close()

    with socketserver.ThreadingTCPServer((HERE, 0), Visit) as server:
        room = Mailroom(server.server_address[1])
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield room
        finally:
            server.shutdown()
            serving.join()
