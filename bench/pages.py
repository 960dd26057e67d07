"""页面的测速 the desk, the case page and the search of the register, each beside its floor."""

from dataclasses import dataclass
from urllib.parse import quote

from bench.bureau import code_of
from bench.floors import pages as floors
from bench.floors.pages import Heard
from bench.measure import Run, Thunk
from bench.scenes import Scenes
from bench.signed import signed_in
from bench.stores import Store
from bench.wsgi import Answer, Browser

WORDS = "顺达"  # stands in every twelfth name


@dataclass(frozen=True)
class Page:
    """One page as one person opens it."""

    name: str
    path: str
    login: str = ""  # nobody's: the public register


@dataclass
class PageRuns:
    """Both runs of one page on one database, and what the page is made of."""

    page: Page
    product: Run
    floor: Run
    size: int
    told: list[Heard]
    content: list[Heard]


def pages_of(store: Store) -> list[Page]:
    """What is opened. The code that staff look for is of a subject that the road section has."""
    case = Scenes(store).deciding(1)[0]
    return [
        Page("desk", "/desk", "handler.road"),
        Page("desk, licensing", "/desk", "handler.licensing"),
        Page("desk, whole bureau", "/desk", "legal"),
        Page("search of staff, name", f"/search?q={quote(WORDS)}", "legal"),
        Page("search of staff, code", f"/search?q={code_of(store.size // 9 * 3)}", "legal"),
        Page("case page", f"/cases/{case.ref}", "approver"),
        Page("the three lists", "/measures/lists", "legal"),
        Page("finding at the desk", f"/portal/find?q={quote(WORDS)}", "handler.road"),
        Page("register search, name", f"/register?q={quote(WORDS)}"),
        Page("register search, code", f"/register?q={code_of(store.size // 3)}"),
    ]


def page_runs(store: Store, page: Page) -> PageRuns:
    """Open the page once to hear what it asks, then make its floor."""
    browser = signed_in(store, page.login)[0] if page.login else Browser(store.app)
    browser.get(page.path)  # what is made once is made now
    told = floors.heard_while(store, lambda: browser.get(page.path))
    answer = browser.send(browser.environ("GET", page.path))
    _must_be_shown(page.path, answer)
    content = floors.content_of(told)
    path = page.path.partition("?")[0]
    bare = Browser(floors.floor(store, path, answer.text, content))
    return PageRuns(
        page,
        _run(f"{store.name} {page.name}", browser, page.path),
        _run(f"{store.name} {page.name} floor", bare, page.path),
        len(answer.body),
        told,
        content,
    )


def _run(name: str, browser: Browser, path: str) -> Run:
    def ready() -> Thunk:
        environ = browser.environ("GET", path)
        return lambda: _must_be_shown(path, browser.send(environ))

    return Run(name, ready)


def _must_be_shown(path: str, answer: Answer) -> None:
    """A page that was refused is answered fast."""
    if answer.status != 200:
        raise AssertionError(f"{path}: {answer.status}")
