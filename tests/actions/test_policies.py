"""政策点子储备库: keeping ideas for policy, and the documents that took them up."""

from datetime import date, timedelta

import pytest

from actions import ideas, policies
from actions.ideas import StaleIdea
from actions.policies import PolicyDocument, PolicyRefused
from data_access import journal, schema
from glossary import IdeaState, SubjectKind
from tests.actions.project_factories import NOW, TODAY, Office

IDEA = "JDZ-2025-0001"
RESERVABLE = ("appraised", "banked", "converted", "effective", "retained")


@pytest.fixture
def office(engine) -> Office:
    return Office(engine)


def act(office, action, **given):
    arguments = {"number": IDEA, "version": office.idea_row().version, "by": office.manager, "at": NOW}
    return action(office.engine, **(arguments | given))


@pytest.mark.parametrize("state", list(IdeaState))
def test_ideas_from_appraisal_on_or_retained_are_kept_for_policy(office, state):
    office.idea(state=state)
    if state.value not in RESERVABLE:
        with pytest.raises(PolicyRefused, match="才能列入储备"):
            act(office, policies.reserve)
        return
    assert act(office, policies.reserve) == 2
    assert office.idea_row().reserved_on == TODAY


def test_an_idea_is_reserved_once_and_released_with_a_reason(office):
    idea_id = office.idea()
    act(office, policies.reserve, at=NOW.replace(hour=16))  # past midnight in 枣阳
    assert office.idea_row().reserved_on == TODAY + timedelta(days=1)
    with pytest.raises(PolicyRefused, match="已于 2025-11-29 列入储备"):
        act(office, policies.reserve)
    with pytest.raises(PolicyRefused, match="请填写移出原因"):
        act(office, policies.release, reason=" ")
    act(office, policies.release, reason="已有政策")
    assert office.idea_row().reserved_on is None
    with pytest.raises(PolicyRefused, match="不在储备库里"):
        act(office, policies.release, reason="已有政策")
    assert [step for step, _, _ in office.steps(SubjectKind.IDEA, idea_id)] == ["created", "reserved", "released"]


def test_a_document_takes_the_idea_from_the_bank_in_the_same_transaction(office):
    idea_id = office.idea()
    office.link()
    row = office.rows(schema.policy_link)[0]
    assert (row.title, row.document_number, row.issued_on, row.department_code, row.taken) == (
        "加装电梯实施意见",
        "枣政办〔2025〕7号",
        TODAY,
        "housing",
        "补贴标准",
    )
    assert (office.idea_row().state, office.idea_row().version) == ("converted", 2)
    assert office.steps(SubjectKind.IDEA, idea_id)[1:] == [
        ("policy_linked", None, None),
        ("moved", "banked", "converted"),
    ]


@pytest.mark.parametrize(
    "state", [state for state in IdeaState if state.value not in ("banked", "converted", "effective")]
)
def test_only_adopted_ideas_are_taken_up_by_a_policy(office, state):
    office.idea(state=state)
    with pytest.raises(PolicyRefused, match="入库以后才能登记政策采用"):
        office.link()


def test_an_idea_without_a_lead_department_gets_one_with_the_document(office):
    office.idea(lead=None)
    with pytest.raises(PolicyRefused, match="还没有主责单位"):
        office.link()
    with pytest.raises(PolicyRefused, match="主责单位不在字典里"):
        office.link(lead="nowhere")
    office.link(lead="education")
    assert [(row.department_code, row.part) for row in office.rows(schema.idea_department)] == [("education", "lead")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "请填写文件标题"),
        ({"document_number": " "}, "请填写文号"),
        ({"document_number": "号" * 81}, "文号不能超过 80 个字"),
        ({"taken": ""}, "请填写采用的内容"),
        ({"issued_on": TODAY + timedelta(days=1)}, "印发日期不能晚于今天"),
        ({"department_code": "nowhere"}, "印发单位不在字典里"),
    ],
)
def test_a_document_is_named_whole_or_not_at_all(office, changes, said):
    office.idea()
    good = {
        "title": "意见",
        "document_number": "1号",
        "issued_on": TODAY,
        "department_code": "housing",
        "taken": "全部",
    }
    with pytest.raises(ideas.IdeaRefused, match=said):
        office.link(document=PolicyDocument(**(good | changes)))
    assert office.rows(schema.policy_link) == []


def test_the_same_document_is_linked_once(office):
    office.idea()
    office.link()
    with pytest.raises(PolicyRefused, match="没有重复存入"):
        office.link()
    office.link(no=8)
    assert len(office.rows(schema.policy_link)) == 2


def test_unlinking_the_last_document_takes_the_idea_back_to_the_bank(office):
    idea_id = office.idea()
    office.link()
    office.link(no=8)
    first, second = office.rows(schema.policy_link)
    act(office, policies.unlink_policy, policy_id=first.id, reason="登记错了")
    assert office.idea_row().state == "converted"
    with pytest.raises(PolicyRefused, match="没有登记这份文件，或已撤销"):
        act(office, policies.unlink_policy, policy_id=first.id, reason="登记错了")
    act(office, policies.unlink_policy, policy_id=second.id, reason="登记错了")
    assert office.idea_row().state == "banked"
    assert office.steps(SubjectKind.IDEA, idea_id)[-1] == ("moved_back", "converted", "banked")
    assert {row.removed_reason for row in office.rows(schema.policy_link)} == {"登记错了"}
    assert journal.first_broken_entry(office.engine) is None


def test_no_document_is_unlinked_while_the_idea_is_in_effect(office):
    office.idea()
    office.link()
    act(office, ideas.move, to=IdeaState.EFFECTIVE, effect="办事少跑三趟")
    found = office.rows(schema.policy_link)[0].id
    with pytest.raises(PolicyRefused, match="已见效"):
        act(office, policies.unlink_policy, policy_id=found, reason="登记错了")


def test_the_second_of_two_people_sees_the_first_ones_document_before_deciding(office):
    office.idea()
    office.link()
    document = PolicyDocument("意见", "9号", date(2025, 1, 1), "housing", "全部")
    with pytest.raises(StaleIdea, match="刚刚被别人改过"):
        act(office, policies.link_policy, version=1, document=document)
