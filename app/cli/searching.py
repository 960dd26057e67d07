"""检索 flask search rebuild: the indexes of the staff's search, filled anew from the tables."""

import click

from app.kernel import findable, indexed, letters, notes

NAMES = {
    findable.CASES: "办件",
    findable.SUBJECTS: "主体",
    findable.RECORDS: "记录",
    findable.NOTES: "批注",
    findable.LETTERS: "承诺书",
}


@click.group("search")
def search() -> None:
    """查找. What is looked up by its words."""


@search.command("rebuild")
def rebuild() -> None:
    """重建检索；期间照常查询，写入等候. Fill the indexes anew; who writes meanwhile waits."""
    for index, whole in {
        **indexed.WHOLE,
        findable.NOTES: notes.FOUND,
        findable.LETTERS: letters.FOUND,
    }.items():
        click.echo(f"{NAMES[index]} {indexed.rebuild(index, whole)}")
