"""办理一步的测速 an acceptance over HTTP: gate, form, permit, machine, event, effects, commit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.floors import accepting
from bench.floors.pages import heard_while
from bench.floors.plain import Plain
from bench.measure import Run, Thunk
from bench.scenes import Scene, Scenes
from bench.signed import signed_in
from bench.stores import Store
from bench.wsgi import Answer, Browser

OPINION = "材料齐全，符合受理条件，予以受理"


@dataclass
class Transition:
    """Both runs on one database."""

    product: Run
    floor: Run


def transition(store: Store, turns: int) -> Transition:
    """Make the scenes, one for every turn of either side, and one to look at."""
    scenes = Scenes(store).filed(2 * turns + 1)
    looked_at, ours, theirs = scenes[0], scenes[1 : turns + 1], scenes[turns + 1 :]
    browser, token = signed_in(store, "handler.road")
    writes = accepting.writes_of(heard_while(store, _accept(browser, looked_at, token)))
    if set(writes) != set(accepting.WRITES):
        raise AssertionError(f"the floor of an acceptance writes something else: {writes}")
    bare = Browser(accepting.floor(store, theirs, *_sizes(store, looked_at)))
    return Transition(
        Run(f"{store.name} accept", _each(browser, ours, token)),
        Run(f"{store.name} accept floor", _each(bare, theirs, token)),
    )


def _each(browser: Browser, scenes: list[Scene], token: str) -> Callable[[], Thunk]:
    left: Iterator[Scene] = iter(scenes)
    return lambda: _accept(browser, next(left), token)


def _accept(browser: Browser, scene: Scene, token: str) -> Callable[[], Answer]:
    form = {
        "csrf_token": token,
        "once": f"bench-{scene.ref}-{token[-12:]}",
        "version": str(scene.version),
        "opinion": OPINION,
    }
    environ = browser.environ("POST", f"/cases/{scene.ref}/accept", form)

    def send() -> Answer:
        answer = browser.send(environ)
        if answer.status != 303:
            raise AssertionError(f"{scene.ref}: {answer.status} {answer.text[-2000:]}")
        return answer

    return send


def _sizes(store: Store, scene: Scene) -> tuple[bytes, str, str]:
    """The paper, the facts and the notice's parts that the product wrote, for the floor to repeat."""
    plain = Plain(store)
    as_text = "" if store.kind == "sqlite" else "::text"
    (paper,) = plain.rows(
        "select body from document where case_id = ? and kind = 'acceptance'", (scene.case_id,)
    )[0]
    (facts,) = plain.rows(
        f"select f.body{as_text} from event_facts f join event e on e.id = f.event_id"
        " where e.stream = ? and e.name = 'accept'",
        (f"case/{scene.ref}",),
    )[0]
    (params,) = plain.rows(
        f"select params{as_text} from notice where case_id = ? order by id desc limit 1",
        (scene.case_id,),
    )[0]
    plain.connection.close()
    return bytes(paper), facts, params
