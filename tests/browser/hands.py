"""What a person's hands do on a page, for the journeys: press, confirm, choose, tick a row."""

import re

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, expect

# A row of a table, and its head: pixels.
ROW, HEAD = 35, 35
# Where the box of a row is.
BOX = 15


def press(page, name: str) -> None:
    """The button of this name; where a window is open, the one in it comes last."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").last.click()


def confirm(page, name: str) -> None:
    """The button of the window that has opened."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def opened(page, name: str) -> Locator:
    """The window behind a button. A press on a button that is just being moved goes astray: then once more."""
    window = page.get_by_role("dialog")

    def shows() -> None:
        press(page, name)
        expect(window).to_be_visible(timeout=8_000)

    until(shows)
    return window


def until(done, times: int = 5):
    """Do it again until it holds; the last failure is shown."""
    for left in reversed(range(times)):
        try:
            return done()
        except (AssertionError, PlaywrightError):
            if not left:
                raise


def pick(field: Locator, option: str) -> None:
    """An option of the list behind a field; one that closes because the page still moves is opened again."""

    def picked() -> None:
        field.click()
        field.page.get_by_role("option", name=option).first.click(timeout=5_000)

    until(picked)


def choose(page, label: str, option: str) -> None:
    """Choose by typing; a list that opens while the page still draws may close again, so until the field shows it."""
    field = page.get_by_role("combobox", name=re.compile(re.escape(label))).locator("visible=true").first

    def chosen() -> None:
        field.click()
        field.fill(option)
        page.get_by_role("option").filter(has_text=option).first.click(timeout=5_000)
        expect(field).to_have_value(re.compile(option), timeout=5_000)

    until(chosen)


def tick(table: Locator, row: int = 1, *, shows: Locator, x: int = BOX) -> None:
    """Choose a row of a table (from 1) until what it brings shows: a grid still being laid out loses the press."""

    def ticked() -> None:
        table.locator(".dvn-scroller").click(position={"x": x, "y": HEAD + ROW * (row - 1) + ROW // 2})
        expect(shows).to_be_visible(timeout=8_000)

    until(ticked)
