"""A leader between two meetings: what came of the ideas, which are behind a figure, and the gallery on paper."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from glossary import IdeaState, Role
from tests import factories, idea_rows
from tests.factories import PASSWORD
from tests.idea_rows import Idea, moves

pytestmark = pytest.mark.browser
BANKED_AT = datetime(2025, 4, 2, 2, 0)
BANKED = moves((IdeaState.BANKED, BANKED_AT))
CONVERTED = (*BANKED, (IdeaState.CONVERTED, datetime(2025, 8, 1, 2, 0)))
EFFECTIVE = (*CONVERTED, (IdeaState.EFFECTIVE, datetime(2025, 11, 1, 2, 0)))
LONG = "六层老楼没有电梯，腿脚不便的老人几个月下不了楼。" * 20
PHONE = {"width": 390, "height": 844}
A4_WIDTH, A4_HEIGHT = 658, 1002  # pixels between the margins at 96 to the inch


@pytest.fixture
def leader(server, page, sign_in):
    """The leader's browser, signed in, on a bank of nineteen ideas."""
    idea_rows.city(server.engine)
    idea_rows.suggestions(server.engine, ("a", "b"))
    ideas = [
        *[Idea(EFFECTIVE, policies=("实施意见",), sources=(1, 2), problem=LONG, proposal=LONG, effect=LONG)] * 4,
        *[Idea(CONVERTED, projects=(("试点", "implementing"),))] * 7,
        *[Idea(BANKED)] * 5,
        Idea(title="夜间公交延时"),
        Idea(moves((IdeaState.RETAINED, BANKED_AT))),
        Idea(moves((IdeaState.NOT_ADOPTED, BANKED_AT))),
    ]
    idea_rows.store(server.engine, *ideas)
    factories.account(server.engine, role=Role.LEADER)
    page.set_default_timeout(60_000)
    sign_in(page, "leader", PASSWORD)
    return page


def node(page, name: str):
    """The bar of the flow that is read out with this name."""
    return page.locator(f"path[role=graphics-symbol][aria-label^='{name}：']")


def test_a_click_on_the_flow_opens_the_ideas_it_counts(leader):
    leader.goto("/ideas")
    expect(leader.get_by_role("heading", name="金点子成效")).to_be_visible()
    expect(node(leader, "采纳")).to_have_attribute("aria-label", "采纳：16 个")
    expect(node(leader, "群众点题")).to_have_attribute("aria-label", "群众点题：19 个（2 件建议）")
    node(leader, "项目").click(force=True)
    opened = leader.get_by_role("dialog")
    expect(opened.get_by_text("共 7 个。")).to_be_visible()
    opened.get_by_role("button", name=re.compile("Close|关闭")).click()
    expect(opened).to_have_count(0)


@pytest.mark.parametrize("path", ["/ideas", "/gallery", "/print/gallery"])
def test_nothing_is_wider_than_a_phone(leader, path):
    leader.set_viewport_size(PHONE)
    leader.goto(path)
    expect(leader.get_by_text("16 个").first).to_be_visible()
    if path == "/ideas":
        # Short labels, and the last one within the picture.
        shown = leader.locator("svg.marks text").get_by_text("推进中 7", exact=True).first
        edge = shown.bounding_box()
        assert edge["x"] + edge["width"] <= PHONE["width"]
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_gallery_leads_to_a_page_that_prints_without_cutting_a_card(leader):
    leader.goto("/gallery?township=nancheng")
    with leader.context.expect_page() as opening:
        leader.get_by_role("link", name="打印").click()
    paper = opening.value
    expect(paper).to_have_url(re.compile(r"/print/gallery\?township=nancheng$"))
    paper.evaluate("window.print = () => { window.asked = true }")
    paper.get_by_role("button", name="打印").click()
    assert paper.evaluate("window.asked")

    paper.emulate_media(media="print")
    paper.set_viewport_size({"width": A4_WIDTH, "height": A4_HEIGHT})
    expect(paper.get_by_role("button", name="打印")).to_be_hidden()
    cards = paper.locator("article")
    expect(cards).to_have_count(16)
    heights = cards.evaluate_all("all => all.map(card => card.getBoundingClientRect().height)")
    assert max(heights) < A4_HEIGHT / 2
    assert set(cards.evaluate_all("all => all.map(card => getComputedStyle(card).breakInside)")) == {"avoid"}
    pages = len(re.findall(rb"/Type\s*/Page\b", paper.pdf(prefer_css_page_size=True)))
    assert 16 / 4 <= pages <= 16 / 2
