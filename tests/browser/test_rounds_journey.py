"""评审轮次 as the coordinator uses it: assign a panel, open a round, close it, ask for a reason, conclude."""

import pytest
from playwright.sync_api import expect

from actions import expert_reviews
from data_access import schema
from glossary import Relation
from tests.actions.round_factories import Reviewed
from tests.browser.hands import confirm, opened, pick, press, tick
from tests.factories import PASSWORD
from ui import clock

pytestmark = pytest.mark.browser
PROJECT = "XM-2025-0001"


@pytest.fixture
def quarter(server) -> Reviewed:
    """One project led by 住建局; four experts, the last of whom works there."""
    made = Reviewed(server.engine, projects=1, experts=3)
    made.experts.append(made.expert("insider", department_code="housing", field="房屋"))
    return made


def review(quarter: Reviewed, marks: list[float]) -> None:
    """Declared and submitted by the experts' own actions, at the pace of the clock."""
    with quarter.engine.connect() as connection:
        criteria = list(
            connection.execute(schema.criterion.select().with_only_columns(schema.criterion.c.id)).scalars()
        )
    pairs = quarter.pairs()
    for expert, mark in zip(quarter.experts, marks, strict=False):
        who = {"assignment_id": pairs[expert.username, PROJECT], "by": expert, "at": clock.now()}
        expert_reviews.declare(quarter.engine, relation=Relation.NONE, **who)
        if mark is not None:
            expert_reviews.submit(quarter.engine, round=1, marks=dict.fromkeys(criteria, mark), **who)


def test_a_round_from_the_panel_to_the_conclusion(quarter, page, sign_in):
    page.goto("/rounds?part=panels")
    sign_in(page, "coordinator", PASSWORD)
    pick(page.get_by_role("combobox", name="专家"), "全选")
    expect(page.get_by_text("没有匹配的选项")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "分派")
    expect(page.get_by_text("新分派 3 项，1 项因利害关系没有分派，见下。")).to_be_visible()
    expect(page.get_by_text("因利害关系没有分派的 1 项")).to_be_visible()

    page.get_by_role("radio", name="进度").click()
    press(page, "开启第 1 轮")
    expect(page.get_by_text("本轮评审有专家的全部 1 个项目。")).to_be_visible()
    confirm(page, "确认开启")
    expect(page.get_by_text("第 1 轮已开启。")).to_be_visible()
    review(quarter, [80.0, 82.0, 15.0])

    page.reload()
    press(page, "关闭本轮")
    expect(page.get_by_text("应评的都已提交或弃权。")).to_be_visible()
    confirm(page, "确认关闭")
    expect(page.get_by_text("第 1 轮已关闭。")).to_be_visible()

    page.get_by_role("radio", name="已关闭轮次").click()
    expect(page.get_by_role("heading", name="明显突出的评分")).to_be_visible()
    expect(page.get_by_text("专家不足").or_(page.get_by_text("项目不足 5 个"))).to_be_visible()
    ask = page.get_by_role("button", name="请专家说明", exact=True)
    tick(page.get_by_test_id("stDataFrame").last, shows=ask.and_(page.locator(":enabled")))
    ask.click()
    started = "您给 XM-2025-0001 的总分是 15.0 分，同组中位数是 80.0 分。请说明您的依据；不要求修改评分。"
    expect(page.get_by_label("问题")).to_have_value(started)
    confirm(page, "发给专家")
    expect(page.get_by_text("已请专家说明。", exact=True)).to_be_visible()
    assert len(quarter.to_dos(quarter.experts[2])) == 1

    page.get_by_role("radio", name="评审结论").click()
    expect(page.get_by_text("项目要有通过的结论才能进入实施")).to_be_visible()
    tick(page.get_by_test_id("stDataFrame").last, shows=page.get_by_text("3 份评审，计分 80.0"))
    page.get_by_text("通过", exact=True).click()
    press(page, "登记结论")
    expect(page.get_by_text("XM-2025-0001 的评审结论已登记：通过。")).to_be_visible()


def test_closing_says_how_many_are_missing_and_a_cell_leads_to_recusal(quarter, page, sign_in):
    quarter.experts.pop()
    quarter.assign_by_action(declared=False)
    page.goto("/rounds")
    sign_in(page, "coordinator", PASSWORD)
    press(page, "开启第 1 轮")
    confirm(page, "确认开启")
    expect(page.get_by_text("第 1 轮已开启。")).to_be_visible()
    review(quarter, [80.0, None, None])
    page.reload()
    step_back = page.get_by_role("button", name="登记回避", exact=True)
    tick(page.get_by_test_id("stDataFrame").first, x=400, shows=step_back.and_(page.locator(":enabled")))
    window = opened(page, "登记回避")
    pick(window.get_by_role("combobox"), "亲属关系")
    window.get_by_label("情况说明（必填）").fill("项目负责人是其表亲")
    confirm(page, "确认回避")
    expect(page.get_by_text("已登记回避。")).to_be_visible()
    press(page, "关闭本轮")
    expect(page.get_by_text("份没有提交，关闭后记为“未评”")).to_be_visible()
