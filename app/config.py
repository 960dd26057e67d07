"""设置 from environment and instance folder; production refuses what is only fit for showing."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from app.extensions import BEIJING

ROOT = Path(__file__).parent.parent
PROFILES = ("demonstration", "production", "test")
SAMPLE_SECRETS = frozenset({"", "dev", "secret", "changeme", "change-me", "sample", "xintu"})


class Unfit(Exception):
    """The settings are not fit for this profile; the sentence says what to change."""


def settings(**given: Any) -> dict[str, Any]:
    """Everything the application is told, for the profile it runs in. Raises Unfit."""
    env = {name: os.environ.get(name, "") for name in VARIABLES} | {
        name: str(value) for name, value in given.items() if name in VARIABLES
    }
    profile = env["XINTU_PROFILE"] or "demonstration"
    if profile not in PROFILES:
        raise Unfit(f"XINTU_PROFILE 只能是 {'、'.join(PROFILES)}")
    instance = Path(env["XINTU_INSTANCE"] or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    secret = env["XINTU_SECRET"] or _kept_secret(instance)
    made = {
        "PROFILE": profile,
        "TESTING": profile == "test",
        "SECRET_KEY": secret,
        "INSTANCE": instance,
        "NOW": _moment(env["XINTU_NOW"], profile),
        "DEMONSTRATION": env["XINTU_DEMO"] == "1",
        "SQLALCHEMY_DATABASE_URI": _database(env["XINTU_DATABASE_URL"], instance),
        "SQLALCHEMY_ENGINE_OPTIONS": _engine(env["XINTU_DATABASE_URL"]),
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
        "TRUSTED_PROXIES": int(env["XINTU_PROXIES"] or 0),
        "DURABLE": profile != "test",
    } | {name: value for name, value in given.items() if name not in VARIABLES}
    if profile == "production":
        _fit_for_production(made, env)
    return made


VARIABLES = (
    "XINTU_PROFILE",
    "XINTU_INSTANCE",
    "XINTU_PORT",
    "XINTU_DEMO",
    "XINTU_DATABASE_URL",
    "XINTU_NOW",
    "XINTU_SECRET",
    "XINTU_PUBLIC_URL",
    "XINTU_PROXIES",
)


def _kept_secret(instance: Path) -> str:
    """Read or make this installation's own secret, readable by its owner alone."""
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
    if made["SECRET_KEY"].lower() in SAMPLE_SECRETS or len(made["SECRET_KEY"]) < 32:
        raise Unfit("XINTU_SECRET 是示例值或太短，请换成至少32个字符的随机串")
    if made["DEMONSTRATION"]:
        raise Unfit("XINTU_DEMO=1 会载入演示账号，正式环境请去掉这个变量")
    if env["XINTU_PUBLIC_URL"] and not env["XINTU_PUBLIC_URL"].startswith("https://"):
        raise Unfit("XINTU_PUBLIC_URL 应以 https:// 开头")
