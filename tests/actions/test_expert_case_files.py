"""The file an expert reads: complete, without personal data, and open to nobody but who reviews the project."""

import pytest

from actions import attachments, expert_reviews
from actions.attachments import NoSuchAttachment
from data_access import schema
from data_access.engine import writing
from data_access.statements import counted_statements
from glossary import QuarterState, Relation, Role, SubjectKind
from tests.actions import case_files
from tests.actions.case_files import MASKED, PHONE
from tests.actions.expert_factories import Workplace
from tests.evaluation_factories import NOW


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))


@pytest.fixture
def work(engine) -> Workplace:
    return Workplace(engine)


def read(work, number: str, by=None):
    return expert_reviews.case_file(work.engine, assignment_id=work.mine[number], on=NOW.date(), by=by or work.expert1)


def opens(work, token: str, by) -> bool:
    try:
        attachments.opened(work.engine, token=token, by=by, at=NOW)
    except NoSuchAttachment:
        return False
    return True


def test_the_file_has_sources_idea_answers_targets_steps_progress_and_evidence(work):
    number = work.projects[0]
    case_files.fill(work, number)
    file = read(work, number)
    assert list(file.sources["number"]) == ["2025-000001", "2025-000002"]
    assert (file.idea.title, file.idea.proposal, file.idea_number) == (
        "老旧小区加装电梯",
        "按单元自愿",
        "JDZ-2025-0009",
    )
    assert list(file.answers["answer"]) == ["可以办"]  # the last of the department
    assert (file.budget_yuan, file.spent_yuan) == (100_000, 60_000)
    assert file.targets[["name", "target", "latest"]].values.tolist() == [["加装", 20.0, 12.0]]
    assert list(file.milestones["title"]) == ["开工"]
    [progress] = file.progress.itertuples()  # the report that counts
    assert progress.content == f"已装 12 部，咨询 {MASKED}"
    assert list(file.evidence["file_name"]) == ["验收.pdf", "现场.jpg"]


def test_no_number_of_a_person_and_nothing_confidential_is_in_it(work):
    case_files.fill(work, work.projects[0])
    told = str(vars(read(work, work.projects[0])))
    frames = [frame for frame in vars(read(work, work.projects[0])).values() if hasattr(frame, "to_csv")]
    told += "".join(frame.to_csv() for frame in frames)
    assert PHONE not in told
    assert told.count(MASKED) >= 6
    assert not {"2025-000003", "2025-000004", "2025-000005"} & set(read(work, work.projects[0]).sources["number"])
    assert "沈若兰" not in told
    assert "住建局经办人" not in told


def test_a_project_from_a_suggestion_shows_it_and_one_from_nothing_shows_nothing(work):
    case_files.fill(work, work.projects[0])
    with writing(work.engine) as connection:
        project = schema.project.c.number == work.projects[1]
        connection.execute(schema.project.update().where(project).values(suggestion_id=2))
    file = read(work, work.projects[1])
    assert (list(file.sources["number"]), file.idea, file.answers.empty) == (["2025-000002"], None, True)
    empty = read(work, work.projects[2])
    assert (len(empty.sources), len(empty.targets), len(empty.progress), len(empty.evidence)) == (0, 0, 0, 0)
    assert list(empty.sources.columns) == list(file.sources.columns)


def test_a_full_file_takes_as_many_statements_as_an_empty_one(work):
    with counted_statements(work.engine) as before:
        read(work, work.projects[0])
    case_files.fill(work, work.projects[0])
    with counted_statements(work.engine) as after:
        read(work, work.projects[0])
    assert len(before) <= len(after) <= len(before) + 1  # the idea's text is only read where there is an idea


def test_evidence_opens_for_who_reviews_the_project_and_declared_and_for_no_other_expert(work):
    number = work.projects[0]
    tokens = case_files.fill(work, number)
    undeclared = work.assign(work.expert2, number, declared=False)
    elsewhere = work.experts[2]
    work.assign(elsewhere, work.projects[1])
    for name in ("验收.pdf", "现场.jpg"):
        assert opens(work, tokens[name], work.expert1)
        assert not opens(work, tokens[name], work.expert2)
        assert not opens(work, tokens[name], elsewhere)
    assert not opens(work, tokens["专家论证.pdf"], work.expert1)  # what an earlier review came to
    work.declare(undeclared, by=work.expert2)
    assert opens(work, tokens["验收.pdf"], work.expert2)
    work.declare(undeclared, Relation.KINSHIP, by=work.expert2)
    assert not opens(work, tokens["验收.pdf"], work.expert2)


def test_an_interest_that_became_known_since_closes_file_and_evidence_until_the_register_says_otherwise(work):
    number = work.projects[0]
    tokens = case_files.fill(work, number)
    work.works_for(work.expert1, "housing")
    with pytest.raises(expert_reviews.IsRuledOut, match="材料不再开放"):
        read(work, number)
    assert not opens(work, tokens["验收.pdf"], work.expert1)
    work.works_for(work.expert1, None)
    assert read(work, number).idea_number == "JDZ-2025-0009"
    assert opens(work, tokens["验收.pdf"], work.expert1)


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_evidence_closes_with_the_quarter(work, state):
    tokens = case_files.fill(work, work.projects[0])
    with writing(work.engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(state=state))
    assert not opens(work, tokens["验收.pdf"], work.expert1)


def test_evidence_closes_with_the_assignment(work):
    tokens = case_files.fill(work, work.projects[0])
    with writing(work.engine) as connection:
        pair = schema.review_assignment.c.id == work.mine[work.projects[0]]
        connection.execute(schema.review_assignment.update().where(pair).values(removed_at=NOW, removed_reason="误派"))
    assert not opens(work, tokens["验收.pdf"], work.expert1)


def test_an_assignment_opens_evidence_to_nobody_who_is_no_expert(work):
    tokens = case_files.fill(work, work.projects[0])
    for role in (Role.ASSESSOR, Role.COLLECTOR, Role.ADMINISTRATOR):
        work.assign(work.people[role], work.projects[0])
        assert not opens(work, tokens["验收.pdf"], work.people[role])


def test_an_idea_of_the_same_id_is_not_opened_by_reviewing_a_project(work):
    case_files.fill(work, work.projects[0])
    what = {"kind": SubjectKind.IDEA, "number": "JDZ-2025-0009", "file_name": "内部.txt", "content": b"inside"}
    token = attachments.attach(work.engine, **what, by=case_files.MANAGER, at=NOW).token
    assert not opens(work, token, work.expert1)
