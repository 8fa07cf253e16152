"""第三方评估 as its people use it: typed while the server goes away, submitted, objected to, corrected, answered."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from actions import assessment_reads
from data_access import schema
from data_access.assessment_layout import COLUMNS
from data_access.engine import writing
from tests.actions.assessment_factories import BEST, FIRST, SECOND, Assessed
from tests.browser.conftest import free_port
from tests.evaluation_factories import QUARTER
from tests.factories import PASSWORD
from tests.ui.test_assessment_pages import FAR

pytestmark = pytest.mark.browser


def opened(engine) -> Assessed:
    """Two projects whose deadlines are far off."""
    made = Assessed(engine)
    values = {"assessment_due_on": FAR, "objection_until": FAR}
    with writing(engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(**values))
    return made


def values(quarter: Assessed, number: str = FIRST) -> list:
    asked = {"quarter": QUARTER, "number": number, "by": quarter.assessor}
    return list(assessment_reads.sheet(quarter.engine, **asked).indicators["value"])


def test_what_was_typed_survives_the_servers_restart_and_is_stored_as_typed(
    sqlite_engine, browser, start_server, sign_in
):
    quarter, port = opened(sqlite_engine), free_port()
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
    page = context.new_page()
    with start_server(sqlite_engine, port=port):
        page.goto(f"/assessment?quarter={QUARTER}&project={FIRST}")
        sign_in(page, "assessor", PASSWORD)
        fields = page.get_by_role("textbox", name="数值（")
        expect(fields).to_have_count(10)
        for place in range(5):
            fields.nth(place).fill(str(BEST[place]))
            page.get_by_role("textbox", name="依据").nth(place).fill(f"材料{place}")
        expect(page.get_by_text("草稿已保存")).to_be_visible()
        page.wait_for_timeout(1500)  # a draft is sent within a second
    with start_server(sqlite_engine, port=port):
        page.goto(f"/assessment?quarter={QUARTER}&project={FIRST}")
        expect(page.get_by_text("未提交草稿，已为您恢复")).to_be_visible()
        fields = page.get_by_role("textbox", name="数值（")
        for place in range(5):
            expect(fields.nth(place)).to_have_value(str(BEST[place]))
            expect(page.get_by_role("textbox", name="依据").nth(place)).to_have_value(f"材料{place}")
        for place in range(5, 10):
            fields.nth(place).fill(str(BEST[place]))
            page.get_by_role("textbox", name="依据").nth(place).fill(f"材料{place}")
        page.get_by_role("textbox", name="评估方法").fill("查阅台账")
        page.get_by_role("button", name="保存并提交").click()
        expect(page.get_by_role("dialog")).to_contain_text("提交这个项目的评估")
        assert values(quarter) == list(BEST)
        page.get_by_role("button", name="确认提交").click()
        expect(page.get_by_text(f"{FIRST} 已提交")).to_be_visible()
    context.close()


def test_a_template_goes_out_and_comes_back_filled_in(server, page, sign_in, tmp_path):
    quarter = opened(server.engine)
    page.goto(f"/assessment?quarter={QUARTER}")
    sign_in(page, "assessor", PASSWORD)
    page.get_by_text("下载、导入全部项目").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="下载填报表格").click()
    book = openpyxl.load_workbook(io.BytesIO(given.value.path().read_bytes()))
    places = {column.field: at for at, column in enumerate(COLUMNS, start=1)}
    for row in range(14, 24):
        book.worksheets[0].cell(row, places["value"]).value = str(BEST[row - 14])
        book.worksheets[0].cell(row, places["evidence"]).value = "台账"
    book.worksheets[0].cell(3, places["value"]).value = "九十"
    file = tmp_path / "评估.xlsx"
    book.save(file)
    page.locator("input[type=file]").set_input_files(str(file))
    expect(page.get_by_text("改动 10 行，没有变化 11 行，不能存入 1 行。")).to_be_visible()
    assert quarter.rows() == []
    page.get_by_role("button", name="存入 1 个项目的 10 行（另有 1 行不存入）").click()
    expect(page.get_by_text("已从“评估.xlsx”存入 1 个项目的 10 项指标").first).to_be_visible()
    assert values(quarter, SECOND) == list(BEST)


def test_an_objection_is_raised_corrected_and_answered_on_a_phone(server, browser, sign_in):
    quarter = opened(server.engine)
    quarter.record()
    quarter.submit()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"

    def phone(username: str, path: str):
        context = browser.new_context(base_url=server.url, user_agent=agent, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(path)
        sign_in(page, username, PASSWORD)
        return page

    handler = phone("handler", f"/own_evaluation?quarter={QUARTER}&project={FIRST}")
    expect(handler.get_by_text("第三方评估 已提交，可核对")).to_be_visible()  # said below the name, not cut beside it
    handler.get_by_text("提出异议（").click()
    handler.get_by_role("textbox", name="异议内容").fill("节点台账第 5 项没有计入")
    handler.get_by_role("button", name="提交异议").click()
    expect(handler.get_by_text("异议已提交")).to_be_visible()

    assessor = phone("assessor", f"/assessment?quarter={QUARTER}&project={FIRST}")
    expect(assessor.get_by_text("节点台账第 5 项没有计入")).to_be_visible()
    assessor.get_by_role("textbox", name="数值（").nth(2).fill("94")
    assessor.get_by_role("textbox", name="更正原因").fill("补计第 5 项")
    assessor.get_by_role("button", name="保存更正").click()
    expect(assessor.get_by_text("已保存，改动 1 项")).to_be_visible()

    coordinator = phone("coordinator", f"/assessment?quarter={QUARTER}&part=objections")
    coordinator.get_by_text("已更正", exact=True).click()
    coordinator.get_by_role("textbox", name="答复").fill("第三方已补计")
    coordinator.get_by_role("button", name="提交答复").click()
    expect(coordinator.get_by_text("已答复，单位会在待办里看到")).to_be_visible()

    handler.reload()
    expect(handler.get_by_text("第三方已补计")).to_be_visible()
    for page in (handler, assessor, coordinator):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.context.close()
    assert values(quarter)[2] == 94
