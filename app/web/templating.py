"""模板引擎 templates translated when they are compiled, and addresses worked out once.

A page of this house says a hundred fixed words and a dozen fixed addresses. Jinja would look each
of them up every time; here a template is compiled once for each language, with its words in place.
"""

from typing import Any

from flask import Flask, current_app, request
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from app.web.language import in_language, locale

_MOST_ADDRESSES = 4096


class Words(NodeTransformer):
    """Puts the words of the language in place of `_("…")`; what has parts is left to the page."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja looks for this name
        """One call anywhere in a template."""
        self.generic_visit(node)
        asked = isinstance(node.node, nodes.Name) and node.node.name == "_"
        if not asked or node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
            return node
        words = node.args[0]
        if not isinstance(words, nodes.Const) or not isinstance(words.value, str):
            return node
        said = nodes.Const(in_language(self.language, words.value) % {}, lineno=node.lineno)
        return nodes.MarkSafeIfAutoescape(said, lineno=node.lineno)


class Templates(Environment):
    """One of these for each language; each keeps what it compiled."""

    tongue = "zh"

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._others: dict[str, Templates] = {}

    def _load_template(self, name: str, globals: Any) -> Template:
        spoken = locale()
        if spoken != self.tongue:
            return self._speaking(spoken)._load_template(name, globals)
        return super()._load_template(name, globals)

    def _speaking(self, tongue: str) -> "Templates":
        if tongue not in self._others:
            other = self.overlay()
            other.tongue, other._others = tongue, {self.tongue: self}
            self._others[tongue] = other
        return self._others[tongue]

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        return super()._generate(Words(self.tongue).visit(source), *args, **options)

    def make_globals(self, d: Any) -> Any:
        """The names every template knows; the same for all, unless a template is given its own."""
        return super().make_globals(d) if d else self.globals


def address(endpoint: str, /, **values: Any) -> str:
    """`url_for`, remembered: a page asks for the same addresses again and again."""
    kept: dict[Any, str] = current_app.extensions["addresses"]
    key = (request.script_root, endpoint, *values.items())
    if endpoint.startswith(".") or any(name.startswith("_") for name in values):
        return current_app.url_for(endpoint, **values)
    found = kept.get(key)
    if found is None:
        if len(kept) >= _MOST_ADDRESSES:
            kept.clear()
        found = kept[key] = current_app.url_for(endpoint, **values)
    return found


def install(app: Flask) -> None:
    """Before anything else touches the templates."""
    app.jinja_environment = Templates  # type: ignore[assignment]
    app.extensions["addresses"] = {}
    app.jinja_env.globals["url_for"] = address
