"""命令 flask serve | worker | sweep | seal | verify | staff | diagrams | backup | restore."""

import click
from flask import Flask

from app.kernel import clock


def install(app: Flask) -> None:
    app.cli.add_command(demonstrate)


@click.command("demonstrate")
def demonstrate() -> None:
    """载入演示数据."""
    from app import demonstration

    print("已载入演示数据" if demonstration.load(clock.now()) else "已有数据，未作改动")
