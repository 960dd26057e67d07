"""流程文档 flask diagrams: the pages of docs/workflows, written from the machines."""

from pathlib import Path

import click

from app.config import ROOT
from app.halls.help.pages import write_pages


@click.command("diagrams")
@click.option("--into", default=str(ROOT / "docs/workflows"), help="哪个文件夹 the folder")
def diagrams(into: str) -> None:
    """由状态机重画流程文档. Write each workflow's page from its machine."""
    for written in write_pages(Path(into)):
        click.echo(written.name)
