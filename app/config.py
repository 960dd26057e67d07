"""设置 from the environment and the instance folder; production refuses what is for showing."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from app.extensions import BEIJING

ROOT = Path(__file__).parent.parent
PROFILES = ("demonstration", "production", "test")
SAMPLE_SECRETS = frozenset({"", "dev", "secret", "changeme", "change-me", "sample", "xintu"})
SHORTEST_SECRET = 32

VARIABLES = (
    "XINTU_PROFILE",
    "XINTU_INSTANCE",
    "XINTU_HOST",
    "XINTU_PORT",
    "XINTU_THREADS",
    "XINTU_PROCESSES",
    "XINTU_DEMO",
    "XINTU_DATABASE_URL",
    "XINTU_NOW",
    "XINTU_SECRET",
    "XINTU_PUBLIC_URL",
    "XINTU_PROXIES",
    "XINTU_ROOMS",
    "XINTU_SMTP_HOST",
    "XINTU_SMTP_PORT",
    "XINTU_SMTP_TLS",
    "XINTU_SMTP_USER",
    "XINTU_SMTP_PASSWORD",
    "XINTU_SMTP_FROM",
)
BUSY = "busy"  # XINTU_DEMO: not only a bureau to look at, but one at work
TLS = ("starttls", "tls", "none")


class Unfit(click.ClickException):
    """The settings are not fit for this profile; the sentence says what to change."""


def settings(**given: Any) -> dict[str, Any]:
    """Everything the application is told, for the profile it runs in. Raises Unfit."""
    env = {name: os.environ.get(name, "") for name in VARIABLES} | {
        name: str(value) for name, value in given.items() if name in VARIABLES
    }
    profile = env["XINTU_PROFILE"] or "demonstration"
    if profile not in PROFILES:
        raise Unfit(f"XINTU_PROFILE 只能是 {'、'.join(PROFILES)}")
    instance = _folder(Path(env["XINTU_INSTANCE"] or ROOT / "instance").absolute())
    made = _where_and_what(env, profile, instance) | _web(env, profile)
    made |= {name: value for name, value in given.items() if name not in VARIABLES}
    if profile == "production":
        _fit_for_production(made, env)
    return made


def _where_and_what(env: dict[str, str], profile: str, instance: Path) -> dict[str, Any]:
    """The installation: its data, its clock, its secret."""
    return {
        "PROFILE": profile,
        "TESTING": profile == "test",
        "SECRET_KEY": env["XINTU_SECRET"] or _kept_secret(instance),
        "INSTANCE": instance,
        "NOW": _moment(env["XINTU_NOW"], profile),
        "DEMONSTRATION": env["XINTU_DEMO"] in ("1", BUSY),
        "AT_WORK": env["XINTU_DEMO"] == BUSY,
        "ROOMS": tuple(filter(None, (name.strip() for name in env["XINTU_ROOMS"].split(",")))),
        "DURABLE": profile != "test",
        "SQLALCHEMY_DATABASE_URI": _database(env["XINTU_DATABASE_URL"], instance),
        "SQLALCHEMY_ENGINE_OPTIONS": _engine(env["XINTU_DATABASE_URL"]),
        "HOST": env["XINTU_HOST"] or "127.0.0.1",
        "PORT": _number(env, "XINTU_PORT", 8000),
        # Pages are bound by the processor: more threads than this make every page slower.
        "THREADS": _number(env, "XINTU_THREADS", max(4, 2 * (os.cpu_count() or 1))),
        "PROCESSES": _number(env, "XINTU_PROCESSES", 1),
    }


def _web(env: dict[str, str], profile: str) -> dict[str, Any]:
    """Cookies, limits, and what stands in front of the server."""
    return {
        "SESSION_COOKIE_NAME": "xintu",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": profile == "production",
        "WTF_CSRF_TIME_LIMIT": None,  # a form may stand open all day; the session behind it ends
        "WTF_CSRF_SSL_STRICT": profile == "production",
        "MAX_CONTENT_LENGTH": 66 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 400,
        "SEND_FILE_MAX_AGE_DEFAULT": 86400,
        "PUBLIC_URL": env["XINTU_PUBLIC_URL"].rstrip("/"),
        "TRUSTED_PROXIES": _number(env, "XINTU_PROXIES", 0),
        "POST_OFFICE": _post_office(env, profile),
    }


def _post_office(env: dict[str, str], profile: str) -> dict[str, Any] | None:
    """The mail server, if one is named. Raises Unfit when it is named by halves."""
    host, how = env["XINTU_SMTP_HOST"], env["XINTU_SMTP_TLS"] or "starttls"
    if not host:
        return None
    if how not in TLS:
        raise Unfit(f"XINTU_SMTP_TLS 只能是 {'、'.join(TLS)}")
    if how == "none" and profile == "production":
        raise Unfit("正式环境的邮件须加密传送，XINTU_SMTP_TLS 请用 starttls 或 tls")
    if "@" not in env["XINTU_SMTP_FROM"]:
        raise Unfit("请用 XINTU_SMTP_FROM 写明发件邮箱")
    return {
        "host": host,
        "port": _number(env, "XINTU_SMTP_PORT", 465 if how == "tls" else 587),
        "tls": how,
        "user": env["XINTU_SMTP_USER"],
        "password": env["XINTU_SMTP_PASSWORD"],
        "sender": env["XINTU_SMTP_FROM"],
    }


def _folder(instance: Path) -> Path:
    """The data folder, made if need be. Raises Unfit when nothing can be written there."""
    try:
        instance.mkdir(parents=True, exist_ok=True)
        probe = instance / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise Unfit(
            f"数据目录 {instance} 不能写入（{fault.strerror}）。请换一个目录（XINTU_INSTANCE）"
            f"或调整它的权限。\nThe data folder {instance} cannot be written to."
        ) from fault
    return instance


def _kept_secret(instance: Path) -> str:
    """The installation's own secret, made at its first start and readable by its owner alone."""
    place = instance / "secret"
    if not place.exists():
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as kept:
            kept.write(secrets.token_urlsafe(48))
    return place.read_text().strip()


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'xintu.sqlite'}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _engine(url: str) -> dict[str, Any]:
    if url.startswith("postgresql"):
        return {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": True}
    return {"pool_size": 16, "max_overflow": 16}


def _number(env: dict[str, str], name: str, otherwise: int) -> int:
    text = env[name]
    if text and not (text.isascii() and text.isdecimal()):
        raise Unfit(f"{name} 应为数字，现在是“{text}”。{name} is not a number.")
    return int(text) if text else otherwise


def _moment(text: str, profile: str) -> datetime | None:
    if not text:
        return None
    if profile == "production":
        raise Unfit("XINTU_NOW 只用于演示，正式环境不能固定时间，请去掉这个变量")
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Unfit("XINTU_NOW 请写成 2026-11-21T09:30 的样子") from wrong
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)


def _fit_for_production(made: dict[str, Any], env: dict[str, str]) -> None:
    secret = made["SECRET_KEY"]
    if (
        secret.lower() in SAMPLE_SECRETS
        or len(secret) < SHORTEST_SECRET
        or len(set(secret)) < SHORTEST_SECRET // 4
    ):
        raise Unfit("XINTU_SECRET 是示例值或太短，请换成至少32个字符的随机串")
    if made["DEMONSTRATION"]:
        raise Unfit("XINTU_DEMO 会载入演示账号，正式环境请去掉这个变量")
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        raise Unfit("FLASK_DEBUG 会泄露内部信息，正式环境请去掉这个变量")
    if env["XINTU_PUBLIC_URL"] and not env["XINTU_PUBLIC_URL"].startswith("https://"):
        raise Unfit("XINTU_PUBLIC_URL 应以 https:// 开头")
