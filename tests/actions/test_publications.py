"""定稿: the same quarter is the same text on every database; a seal holds, a correction seals again."""

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from actions import evaluation_details, publications
from actions.evaluation import quarters, results
from actions.quarter_checks import QuarterClosed, QuarterRefused, StaleQuarter
from data_access import evaluation_quarters, schema
from data_access.engine import reading, writing
from data_access.journal import first_broken_entry
from data_access.snapshots import hash_of
from glossary import FollowUpResult, QuarterState, Role, SubjectKind
from manage import app
from permissions import NotPermitted
from tests.evaluation_factories import NOW, QUARTER, Evaluation

VALUES = [90.0, 7.0, 95.0, 5.0, 3.0, 77.5, 98.0, 30.0, 85.0, None]


def filled(engine) -> Evaluation:
    """Six projects, five experts, 20 votes each, one of them held, one recused seat, one project without experts."""
    made = Evaluation(engine, projects=6, experts=5)
    made.open_round()
    for place, number in enumerate(made.projects):
        for seat, expert in enumerate(made.experts):
            if place < 5:
                assigned = made.assign(expert, number, position=place)
                made.review(assigned, [80.3 + seat - 3 * place, 77.7, 91.0, 66.6, 70.1, 85.5, 59.9 + seat])
        for person in range(20):
            made.rate(number, list(FollowUpResult)[(person * (place + 1)) % 5], f"{place}-{person}", held=person == 7)
        made.invite(number, 33)
        made.assess(number, [value and value * (1 - place / 50) for value in VALUES])
    made.close_round()
    return made


@pytest.fixture
def evaluation(sqlite_engine) -> Evaluation:
    return filled(sqlite_engine)


def publish(made: Evaluation, **given):
    asked = {"quarter": QUARTER, "version": version(made), "by": made.leader, "at": NOW, **given}
    return publications.publish(made.engine, **asked)


def version(made: Evaluation) -> int:
    with reading(made.engine) as connection:
        return evaluation_quarters.find(connection, QUARTER).version


def steps(made: Evaluation) -> list[str]:
    table = schema.work_history
    with made.engine.connect() as connection:
        query = table.select().where(table.c.subject_kind == SubjectKind.QUARTER.value).order_by(table.c.sequence)
        return [row.step for row in connection.execute(query)]


def test_the_same_quarter_is_the_same_text_on_both_databases(sqlite_engine, postgres_engine):
    texts = [
        publications.document(filled(engine).engine, quarter=QUARTER) for engine in (sqlite_engine, postgres_engine)
    ]
    assert texts[0].encode() == texts[1].encode()
    assert len(texts[0]) > 5000


def test_the_text_is_canonical_json_with_inputs_rules_seed_and_results(evaluation):
    parts = json.loads(publications.document(evaluation.engine, quarter=QUARTER))
    assert parts["inputs"]["seed"] == 20254
    assert parts["formula_version"] == 1
    assert set(parts["results"]) >= {"citizens", "experts", "third_party", "composites", "severity"}
    assert len(parts["marks"]["rows"]) == 5 * 5 * 7


def test_the_text_names_no_expert_and_no_citizen(evaluation):
    text = publications.document(evaluation.engine, quarter=QUARTER)
    for expert in evaluation.experts:
        assert expert.username not in text
        assert expert.name not in text
    assert "0-7" not in text


def test_a_published_quarter_is_sealed_with_a_hash_and_stands_in_the_history(evaluation):
    made = publish(evaluation)
    text = publications.sealed_document(evaluation.engine, quarter=QUARTER, sequence=1, by=evaluation.leader)
    assert made.sha256 == hash_of(text)
    assert steps(evaluation)[-1] == "published"
    assert first_broken_entry(evaluation.engine) is None
    found = publications.verify(evaluation.engine, quarter=QUARTER, sequence=1, by=evaluation.leader)
    assert found == publications.Verification(intact=True, repeatable=True, current=True)


def test_a_changed_row_no_longer_gives_the_sealed_text(evaluation):
    publish(evaluation)
    with writing(evaluation.engine) as connection:
        mark = schema.expert_mark
        connection.execute(mark.update().where(mark.c.review_id == 1, mark.c.criterion_id == 1).values(mark=12.3))
    found = publications.verify(evaluation.engine, quarter=QUARTER, sequence=1, by=evaluation.leader)
    assert found == publications.Verification(intact=True, repeatable=True, current=False)


def test_a_changed_seal_is_told(evaluation):
    publish(evaluation)
    with writing(evaluation.engine) as connection:
        table = schema.evaluation_snapshot
        text = connection.execute(table.select()).one().document
        connection.execute(table.update().values(document=text.replace('"seed":20254', '"seed":20255')))
    found = publications.verify(evaluation.engine, quarter=QUARTER, sequence=1, by=evaluation.leader)
    assert (found.intact, found.current) == (False, False)


def test_a_correction_is_a_restatement_with_its_differences_and_the_first_stays(evaluation):
    first = publish(evaluation)
    later = {"at": NOW + timedelta(days=1)}
    publications.reopen(
        evaluation.engine, quarter=QUARTER, version=version(evaluation), reason="漏登一条", by=evaluation.leader, at=NOW
    )
    with pytest.raises(QuarterRefused, match="完全相同"):
        publish(evaluation, reason="没有变化", **later)
    evaluation.rate(evaluation.projects[0], FollowUpResult.VERY_DISSATISFIED, "late")
    with pytest.raises(QuarterRefused, match="写明原因"):
        publish(evaluation, **later)
    second = publish(evaluation, reason="补登一条评议", **later)
    assert (first.sequence, second.sequence, second.reason) == (1, 2, "补登一条评议")
    asked = {"quarter": QUARTER, "by": evaluation.leader}
    found = publications.differences(evaluation.engine, **asked, before=1, after=2)
    changed = found[found["project"] == evaluation.projects[0]]
    assert ("citizens", "raters", 19, 20) in list(
        changed[["table", "what", "before", "after"]].itertuples(index=False, name=None)
    )
    assert steps(evaluation)[-3:] == ["published", "moved_back", "restated"]
    assert publications.verify(evaluation.engine, sequence=1, **asked).repeatable


def under_correction(made: Evaluation) -> None:
    """Published, opened again, and a rating taken up that the 定稿 does not know."""
    publish(made)
    publications.reopen(made.engine, quarter=QUARTER, version=version(made), reason="漏登", by=made.leader, at=NOW)
    for person in range(30):
        made.rate(made.projects[0], FollowUpResult.VERY_DISSATISFIED, f"late-{person}")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROJECT_MANAGER])
def test_while_a_quarter_is_corrected_its_last_seal_stays_readable_and_nothing_newer(evaluation, role):
    asked = {"quarter": QUARTER, "by": evaluation.people[role]}
    publish_only = filled_results(evaluation)
    under_correction(evaluation)
    found = results(evaluation.engine, **asked)
    assert (found.corrected.sequence, found.quarter.state) == (1, QuarterState.OPEN)
    assert found.results.composites["score"].round(6).tolist() == publish_only
    assert [each.quarter for each in quarters(evaluation.engine, by=evaluation.people[role])] == [QUARTER]
    with pytest.raises(NotPermitted, match="正在更正，再次定稿后可以在这里查看明细"):
        evaluation_details.details(evaluation.engine, number=evaluation.projects[0], **asked)
    now = results(evaluation.engine, quarter=QUARTER, by=evaluation.leader)
    assert now.corrected is None
    assert now.results.composites["score"].round(6).tolist() != publish_only


def test_the_second_seal_is_read_once_the_correction_is_published(evaluation):
    under_correction(evaluation)
    publish(evaluation, reason="补登")
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.people[Role.OFFICER])
    assert found.corrected is None
    assert found.results.citizens.at[evaluation.projects[0], "raters"] == 49


def filled_results(made: Evaluation) -> list[float]:
    """The composites as they stand before anything is corrected, after the deadline, by number."""
    late = date(2026, 6, 1)
    found = results(made.engine, quarter=QUARTER, by=made.leader, on=late)
    return found.results.composites["score"].round(6).tolist()


def test_an_open_round_a_stale_version_and_a_second_publishing_are_refused(evaluation):
    with pytest.raises(StaleQuarter):
        publish(evaluation, version=99)
    evaluation.open_round(2)
    with pytest.raises(QuarterRefused, match="第 2 轮"):
        publish(evaluation)
    evaluation.close_round(2)
    publish(evaluation)
    with pytest.raises(QuarterClosed):
        publish(evaluation)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEADER])
def test_only_a_leader_publishes_and_reopens(evaluation, role):
    person = evaluation.experts[0] if role is Role.EXPERT else evaluation.people[role]
    with pytest.raises(NotPermitted):
        publish(evaluation, by=person)
    with pytest.raises(NotPermitted):
        publications.reopen(evaluation.engine, quarter=QUARTER, version=1, reason="试试", by=person, at=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEADER, Role.COORDINATOR)])
def test_single_marks_of_a_seal_are_for_leaders_and_coordinators(evaluation, role):
    publish(evaluation)
    person = evaluation.experts[0] if role is Role.EXPERT else evaluation.people[role]
    with pytest.raises(NotPermitted):
        publications.sealed_document(evaluation.engine, quarter=QUARTER, sequence=1, by=person)


def test_published_results_are_read_by_officers(evaluation):
    publish(evaluation)
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.people[Role.OFFICER])
    assert found.quarter.state is QuarterState.PUBLISHED


def test_the_command_prints_the_sealed_text_again(evaluation, monkeypatch):
    made = publish(evaluation)
    monkeypatch.setenv("DATABASE_URL", evaluation.engine.url.render_as_string(hide_password=False))
    printed = CliRunner().invoke(app, ["evaluate", QUARTER, "--json"])
    assert hash_of(printed.stdout.rstrip("\n")) == made.sha256
    said = CliRunner().invoke(app, ["evaluate", QUARTER]).stdout
    assert "与现在的数据一致" in said
    unknown = CliRunner().invoke(app, ["evaluate", "1999Q1"])
    assert (unknown.exit_code, "没有 1999Q1 的三评" in unknown.output) == (1, True)
