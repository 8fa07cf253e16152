"""季度报告: what can be written, what is being written, what can be fetched, and why not."""

from datetime import timedelta

import pytest

from actions import publications
from data_access import report_files, schema
from data_access.engine import writing
from data_access.report_files import ReportJob
from glossary import QuarterState, Role
from tests.evaluation_factories import NOW, QUARTER, Evaluation
from ui import clock

PAGE = "pages/evaluation/reports.py"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "reports"))


def state(engine, value: QuarterState) -> None:
    with writing(engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(state=value))


def kept(engine, **changed: object) -> ReportJob:
    now = clock.now()
    job = ReportJob(report_files.new_id(QUARTER, now), QUARTER, ("word", "pdf"), "李书记", now, now, **changed)
    report_files.keep(engine, job)
    return job


def test_without_a_quarter_that_has_begun_it_says_what_to_do(engine, open_page):
    Evaluation(engine, projects=1, experts=1, state=QuarterState.PREPARING)
    page = open_page(PAGE)
    assert not page.exception
    assert page.info[0].value == "还没有开启评估的季度，没有可写的报告。评估专员在“评估组织”里建立季度并开启评估。"
    assert not page.button(key="app.sign_out").disabled
    assert [button for button in page.button if button.key == "reports.start"] == []


def test_an_unpublished_quarter_says_that_every_page_will_say_so(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    page = open_page(PAGE, Role.COORDINATOR)
    assert any("未定稿，仅供内部使用" in caption.value for caption in page.caption)
    state(engine, QuarterState.PUBLISHED)
    page = open_page(PAGE, Role.COORDINATOR)
    assert not any("未定稿，仅供内部使用" in caption.value for caption in page.caption)
    assert page.info[0].value.startswith("还没有生成过。")


def test_a_published_quarter_under_correction_is_not_called_one_that_never_was_sealed(engine, open_page):
    made = Evaluation(engine, projects=1, experts=1)
    assert "这一季度还没有定稿" in captions(open_page(PAGE))
    publications.publish(engine, quarter=QUARTER, version=1, by=made.leader, at=NOW)
    publications.reopen(engine, quarter=QUARTER, version=2, reason="漏登", by=made.leader, at=NOW)
    assert "这一季度正在更正" in captions(open_page(PAGE))


def captions(page) -> str:
    return "\n".join(caption.value for caption in page.caption)


def test_a_report_being_written_is_shown_instead_of_the_button(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    kept(engine, done=0.4, doing="正在写PDF 报告：1 个项目，3 / 9 部分")
    page = open_page(PAGE)
    assert not page.exception
    assert [button for button in page.button if button.key == "reports.start"] == []
    assert any("可以去别的页面或关闭浏览器" in caption.value for caption in page.caption)
    assert [info for info in page.info if "还没有生成过" in info.value] == []


def test_finished_reports_offer_their_files_and_say_what_they_are(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    job = kept(engine, files={"word": "a.docx", "pdf": "a.pdf"}, done=1.0)
    page = open_page(PAGE)
    assert [button.label for button in page.get("download_button")] == ["下载 Word 报告", "下载 PDF 报告"]
    assert page.button(key="reports.start").label == "生成"
    state(engine, QuarterState.PUBLISHED)
    page = open_page(PAGE)
    assert any("这是定稿以前生成的" in caption.value for caption in page.caption)
    assert report_files.find(engine, job.id) == job


def test_a_report_that_failed_says_why_and_can_be_tried_again(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    kept(engine, failed="生成没有完成。三评数据没有受影响，请重新生成。")
    page = open_page(PAGE)
    assert [error.value for error in page.error] == ["生成没有完成。三评数据没有受影响，请重新生成。"]
    assert page.button(key="reports.start").label == "生成"


def test_without_a_file_chosen_nothing_can_be_begun(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    page = open_page(PAGE)
    page.button_group(key="reports.products").set_value([]).run()
    assert page.button(key="reports.start").disabled


def test_a_refusal_is_a_sentence_on_the_page(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    page = open_page(PAGE)
    other = kept(engine)  # somebody else began one a moment ago
    page.button(key="reports.start").click().run()
    assert not page.exception
    listed = [job.id for job in report_files.every_job(engine)]
    assert listed == [other.id]


def test_an_address_with_another_quarter_says_so(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    page = open_page(PAGE, quarter="2031Q1")
    assert page.warning[0].value == "没有 2031Q1 的三评可写报告。请从列表中选择季度。"


def test_a_job_of_long_ago_that_never_ended_is_no_obstacle(engine, open_page):
    Evaluation(engine, projects=1, experts=1)
    job = kept(engine)
    then = clock.now() - timedelta(hours=1)
    report_files.keep(engine, ReportJob(job.id, QUARTER, ("pdf",), "李书记", then, then))
    page = open_page(PAGE)
    assert page.error[0].value.startswith("生成中断了")
    assert page.button(key="reports.start").label == "生成"
