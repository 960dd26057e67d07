"""网址 what this house is called from outside."""

from flask import current_app, request


def public_root() -> str:
    """The address as configured, else as this browser knows it; without a slash at its end."""
    configured: str = current_app.config["PUBLIC_URL"]
    return configured or request.url_root.rstrip("/")
