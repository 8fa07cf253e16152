"""A new idea and a new project, half written: there after a refresh and on another device, gone once stored."""

import re

import pytest
from playwright.sync_api import expect

from data_access import schema
from data_access.engine import writing
from glossary import IdeaState, Role
from tests import factories
from tests.actions import idea_factories as made
from tests.browser.hands import choose, press, until
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
WORDS = "六层老楼没有电梯，老人下不了楼。"
SAVED = re.compile(r"草稿已保存 \d\d:\d\d:\d\d")
RECOVERED = re.compile("的未提交草稿，已为您恢复。")


@pytest.fixture
def workbench(server):
    """Three suggestions alike, an idea in the bank with its lead department, and a project manager."""
    made.city(server.engine, suggestions=4)
    banked = made.idea(server.engine, IdeaState.BANKED, sources=("2025-000004",))
    made.lead(server.engine, banked)
    with writing(server.engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-06-30"))
    factories.account(server.engine, role=Role.PROJECT_MANAGER)
    return server


@pytest.fixture
def device(browser, workbench, sign_in):
    """device(path): one more browser of the project manager, at a page."""
    contexts = []

    def opened(path: str):
        contexts.append(browser.new_context(base_url=workbench.url, viewport={"width": 1280, "height": 1400}))
        page = contexts[-1].new_page()
        page.goto(path)
        sign_in(page, "project_manager", PASSWORD)
        return page

    yield opened
    for context in contexts:
        context.close()


def new_idea(page) -> None:
    press(page, "新建金点子")


def from_suggestions(page) -> None:
    press(page, "用这 3 件建金点子")


def new_project(page) -> None:
    press(page, "新建项目")
    choose(page, "金点子", "JDZ-2025-0001")


@pytest.mark.parametrize(
    ("path", "begin", "field", "store"),
    [
        ("/bank", new_idea, "问题", "建立"),
        ("/topics", from_suggestions, "问题", "建立"),
        ("/projects", new_project, "建设内容", "立项"),
    ],
    ids=["金点子库", "点题", "项目"],
)
def test_what_is_half_written_survives_a_refresh_and_is_there_on_another_device(device, path, begin, field, store):
    def written(page):
        return page.get_by_role("textbox", name=field)

    def begun(page) -> None:
        begin(page)
        expect(written(page)).to_be_visible(timeout=8_000)

    desk = device(path)
    until(lambda: begun(desk))
    if path == "/bank":
        desk.get_by_role("textbox", name="标题").fill("加装电梯")
    written(desk).press_sequentially(WORDS)
    expect(desk.get_by_text(SAVED)).to_be_visible()

    desk.reload()
    until(lambda: begun(desk))
    expect(desk.get_by_text(RECOVERED)).to_be_visible()
    expect(written(desk)).to_have_value(WORDS)

    home = device(path)
    until(lambda: begun(home))
    expect(written(home)).to_have_value(WORDS)
    press(home, store)
    expect(home.get_by_role("heading", name="电梯").first).to_be_visible()

    home.goto("/bank")
    new_idea(home)
    expect(written(home) if path == "/bank" else home.get_by_role("textbox", name="问题")).to_have_value("")
