"""What stood on the screens of a test that fails: a picture is not to be had from another machine, words are."""

from playwright.sync_api import Error, Page

LONGEST = 3_000  # signs of a page
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
    """Remember this tab, and whatever goes wrong in it, until `forget`."""
    wrong: list[str] = []
    _seen.append((page, wrong))
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.on("crash", lambda: wrong.append("the tab crashed"))
    page.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url} {request.failure}"))


def forget() -> None:
    """The test is over."""
    _seen.clear()


def sections() -> list[tuple[str, str]]:
    """(heading, words) for each tab that is still open."""
    return [(f"on the screen of tab {at}", _described(*each)) for at, each in enumerate(_seen, 1)]


def _described(page: Page, wrong: list[str]) -> str:
    lines = [page.url, *wrong[-20:]]
    try:
        found = page.evaluate(LOOK)
    except Error as error:  # closed by now, or its process is gone
        return "\n".join([*lines, str(error)])
    lines += [f"{found['app']} whole: {found['isWhole']}", *found["charts"], found["text"][:LONGEST]]
    return "\n".join(lines)
