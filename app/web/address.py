"""网址 what this house is called from outside."""

from flask import Flask, current_app, request


def public_root() -> str:
    """The address as configured, else as this browser knows it; without a slash at its end."""
    configured: str = current_app.config["PUBLIC_URL"]
    return configured or request.url_root.rstrip("/")


def root_of(app: Flask) -> str:
    """The address in what leaves without a request: as configured, else where we listen."""
    configured: str = app.config["PUBLIC_URL"]
    return configured or f"http://{app.config['HOST']}:{app.config['PORT']}"
