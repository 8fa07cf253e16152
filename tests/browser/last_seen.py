"""What stood on the screens of a test that fails: a picture is not to be had from another machine, words are."""

import time

from playwright.sync_api import Error, Page

LONGEST = 3_000  # signs of a page
NEWEST = 60  # of what happened to it
LOOK = """() => ({
  app: {...document.querySelector("[data-testid=stApp]")?.dataset},
  isWhole: document.querySelector(".app-end") !== null,
  charts: [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].map((each) =>
    [each.closest("[class*=st-key-]")?.className.match(/st-key-\\S+/)?.[0], each.clientWidth, each.clientHeight,
     each.querySelectorAll("path").length].join(" ")),
  text: document.body.innerText,
})"""

_seen: list[tuple[Page, list[str]]] = []


def follow(page: Page) -> None:
    """Remember what happens to this tab, until `forget`: addresses, its line to the server, what goes wrong."""
    events: list[str] = []
    begun = time.monotonic()
    _seen.append((page, events))

    def note(what: str) -> None:
        events.append(f"{time.monotonic() - begun:7.2f} s  {what}")

    def opened(line) -> None:
        note(f"line opened: {line.url}")
        line.on("close", lambda _line: note("line closed"))

    page.on("framenavigated", lambda frame: note(f"at {frame.url}"))
    page.on("websocket", opened)
    page.on("console", lambda said: note(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: note(f"uncaught: {error}"))
    page.on("requestfailed", lambda request: note(f"failed: {request.url} {request.failure}"))
    page.on("crash", lambda: note("the tab crashed"))


def forget() -> None:
    """The test is over."""
    _seen.clear()


def sections() -> list[tuple[str, str]]:
    """(heading, words) for each tab that is still open."""
    return [(f"on the screen of tab {at}", _described(*each)) for at, each in enumerate(_seen, 1)]


def _described(page: Page, events: list[str]) -> str:
    lines = [page.url, *events[-NEWEST:]]
    try:
        found = page.evaluate(LOOK)
    except Error as error:  # closed by now, or its process is gone
        return "\n".join([*lines, str(error)])
    lines += [f"{found['app']} whole: {found['isWhole']}", *found["charts"], found["text"][:LONGEST]]
    return "\n".join(lines)
