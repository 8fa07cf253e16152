"""Reports in the background: begun once, told of as they grow, kept for leaders and coordinators and nobody else."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from actions import report_jobs
from actions.report_jobs import ReportRefused
from data_access import report_files, schema
from data_access.engine import connect, writing
from data_access.report_files import KEPT, SILENT_FOR, ReportJob
from glossary import QuarterState, Role
from permissions import NotPermitted
from tests.evaluation_factories import NOW, QUARTER, Evaluation

PATIENCE_SECONDS = 120


@pytest.fixture
def evaluation(engine, tmp_path, monkeypatch) -> Evaluation:
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "reports"))
    made = Evaluation(engine, projects=3, experts=3)
    made.open_round()
    for (username, number), seat in made.assign_all().items():
        made.review(seat, 70.0 + int(username[-1]) * int(number[-1]))
    made.close_round()
    return made


def job(evaluation: Evaluation, place: int = 0, **changed: object) -> ReportJob:
    """A job as it is kept, without a process behind it."""
    at = NOW + timedelta(seconds=place)
    begun = ReportJob(report_files.new_id(QUARTER, at), QUARTER, ("pdf",), "李书记", at, at)
    report_files.keep(evaluation.engine, replace(begun, **changed))
    return begun


def begin(evaluation: Evaluation, products=("pdf",), by=None, quarter=QUARTER) -> ReportJob:
    given = {"quarter": quarter, "products": products, "by": by or evaluation.leader, "at": NOW}
    return report_jobs.start(evaluation.engine, **given)


def finished(evaluation: Evaluation, begun: ReportJob) -> ReportJob:
    """The job when its process has ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        now = report_jobs.job(evaluation.engine, job_id=begun.id, by=evaluation.leader, at=NOW)
        if now.failed or (now.is_finished and now.done == 1.0):
            return now
        time.sleep(0.2)
    raise AssertionError(report_files.log_path(evaluation.engine, begun.id).read_text())


def test_a_job_writes_its_files_in_a_process_of_its_own_and_keeps_them(evaluation):
    begun = begin(evaluation, ("excel", "pdf"))
    assert begun.products == ("pdf", "excel")
    done = finished(evaluation, begun)
    assert (done.failed, done.doing, done.sealed) == ("", "已完成", False)
    assert done.files == {
        "pdf": "2025年四季度三评报告（未定稿）.pdf",
        "excel": "2025年四季度三评计算底稿（未定稿）.xlsx",
    }
    given = {"job_id": begun.id, "by": evaluation.coordinator}
    assert report_jobs.content(evaluation.engine, product="pdf", **given).startswith(b"%PDF")
    assert report_jobs.content(evaluation.engine, product="excel", **given).startswith(b"PK")
    with pytest.raises(ReportRefused, match="已经不在了"):
        report_jobs.content(evaluation.engine, product="word", **given)


def test_what_goes_wrong_while_writing_is_said_in_the_job(evaluation, monkeypatch):
    monkeypatch.setattr(report_jobs, "ROOT", report_files.folder_of(evaluation.engine))  # no program lies there
    done = finished(evaluation, begin(evaluation))
    assert done.failed.startswith("生成没有完成。三评数据没有受影响，请重新生成；")
    assert done.id in done.failed


def test_nobody_else_begins_sees_or_fetches_reports(evaluation):
    kept = job(evaluation, files={"pdf": "a.pdf"})
    report_files.put(evaluation.engine, kept.id, "pdf", b"%PDF")
    for by in (evaluation.experts[0], *evaluation.people.values()):
        if by.role in (Role.LEADER, Role.COORDINATOR):
            continue
        with pytest.raises(NotPermitted):
            begin(evaluation, by=by)
        for read, given in (
            (report_jobs.every_job, {"at": NOW}),
            (report_jobs.job, {"job_id": kept.id, "at": NOW}),
            (report_jobs.content, {"job_id": kept.id, "product": "pdf"}),
        ):
            with pytest.raises(NotPermitted):
                read(evaluation.engine, by=by, **given)


def test_one_report_is_written_at_a_time(evaluation):
    job(evaluation)
    with pytest.raises(ReportRefused, match="2025Q4 的报告正在生成（李书记），请等它完成，没有开始新的。"):
        begin(evaluation)


def test_without_a_product_or_a_quarter_that_has_begun_nothing_is_written(evaluation):
    with pytest.raises(ReportRefused, match="请至少选择一种文件"):
        begin(evaluation, ())
    with pytest.raises(report_jobs.NoSuchQuarter):
        begin(evaluation, quarter="2024Q1")
    with writing(evaluation.engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(state=QuarterState.PREPARING))
    with pytest.raises(ReportRefused, match="还在筹备"):
        begin(evaluation)
    assert report_jobs.every_job(evaluation.engine, by=evaluation.leader, at=NOW) == []


def test_a_job_not_heard_of_for_long_was_interrupted(evaluation):
    kept = job(evaluation)
    told = [
        report_jobs.job(evaluation.engine, job_id=kept.id, by=evaluation.leader, at=NOW + silent).failed
        for silent in (SILENT_FOR - timedelta(seconds=1), SILENT_FOR)
    ]
    assert told == ["", "生成中断了，可能是服务器重新启动。三评数据没有受影响，请重新生成。"]


def test_jobs_are_listed_newest_first_and_old_ones_are_removed_when_one_begins(evaluation):
    kept = [job(evaluation, place, failed="停") for place in range(KEPT + 2)]
    listed = report_jobs.every_job(evaluation.engine, by=evaluation.leader, at=NOW)
    assert [each.id for each in listed] == [each.id for each in reversed(kept)]
    report_files.forget_old(evaluation.engine)
    left = report_jobs.every_job(evaluation.engine, by=evaluation.leader, at=NOW)
    assert [each.id for each in left] == [each.id for each in listed[:KEPT]]


def test_guessed_ids_lead_nowhere(evaluation):
    kept = job(evaluation, files={"pdf": "a.pdf"})
    report_files.put(evaluation.engine, kept.id, "pdf", b"%PDF")
    for guess in (
        "",
        "..",
        f"../{kept.id}",
        kept.id[:-1] + "z",
        f"{kept.id}/",
        "2025Q4-20251128020000-0123456789abcdef",
    ):
        assert report_jobs.job(evaluation.engine, job_id=guess, by=evaluation.leader, at=NOW) is None
        with pytest.raises(ReportRefused):
            report_jobs.content(evaluation.engine, job_id=guess, product="pdf", by=evaluation.leader)


def test_reports_of_another_database_are_not_seen(evaluation, tmp_path):
    job(evaluation)
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    assert report_files.every_job(other) == []
    other.dispose()
