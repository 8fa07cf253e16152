"""What 第三方评估 puts on people's to-do lists: of the assessor, the coordinator and the departments."""

from datetime import datetime

from actions.to_do import ToDo, finish_to_dos, put_to_do
from data_access import assessment_objections, assessments, to_do
from data_access.assessment_objections import Objection
from data_access.assessments import Assessment
from data_access.engine import Connection
from data_access.evaluation_quarters import Quarter
from data_access.installation import day_now
from glossary import Role
from permissions import Person

PAGE, OWN_PAGE = "pages/evaluation/assessment.py", "pages/evaluation/own_evaluation.py"


def subject(quarter: Quarter, account_id: int) -> str:
    """What an assessor's to-do of a quarter is about."""
    return f"assessment:{quarter.id}:{account_id}"


def settle(connection: Connection, quarter: Quarter, account_id: int, *, by: Person, at: datetime) -> None:
    """The assessor's to-do is there while projects wait to be submitted, and done otherwise."""
    mine = assessments.projects(connection, quarter, account_id=account_id)
    waiting = int(mine["submitted_at"].isna().sum())
    if not waiting:
        finish_to_dos(connection, subject=subject(quarter, account_id), by_name=by.name, at=at)
        return
    asked = ToDo(
        what=f"{quarter.quarter} 第三方评估：还有 {waiting} 个项目待提交",
        page=PAGE,
        query=f"quarter={quarter.quarter}",
        subject=subject(quarter, account_id),
        account_id=account_id,
        due_on=quarter.assessment_due_on,
    )
    put_to_do(connection, asked, at=at)


def settle_all(connection: Connection, quarter: Quarter, *, by: Person, at: datetime) -> None:
    """The same for everybody who assesses; for whoever moves the last day, or takes projects out or in."""
    assigned = assessments.projects(connection, quarter)["account_id"].dropna()
    for account in sorted({int(each) for each in assigned}):
        settle(connection, quarter, account, by=by, at=at)


def finish_all(connection: Connection, quarter: Quarter, *, by: Person, at: datetime) -> None:
    """Nobody has anything to do in a quarter that was published; whoever publishes calls it."""
    done = {"by_name": by.name, "at": at}
    every = assessments.projects(connection, quarter).dropna(subset="assessment_id")
    for account in sorted({int(each) for each in every["account_id"]}):
        finish_to_dos(connection, subject=subject(quarter, account), **done)
    for row in every.itertuples():
        for code in assessments.departments_of(connection, row.project_id):
            finish_to_dos(connection, subject=check_subject(row.assessment_id, code), **done)
    listed = assessment_objections.objections(connection, quarter)
    for each in listed.loc[listed["outcome"].isna(), "id"]:
        for about in (f"objection:{each}", f"objection-review:{each}"):
            finish_to_dos(connection, subject=about, **done)


def ask_to_check(
    connection: Connection, quarter: Quarter, found: Assessment, number: str, what: str, departments: list[str], *, at
) -> None:
    """Departments are to look at values or at an answer; with a last day as long as they may still object."""
    until = quarter.objection_until
    due_on = None if day_now(connection, at) > until else until
    for code in departments:
        asked = ToDo(
            what=f"{quarter.quarter} {number} {what}",
            page=OWN_PAGE,
            query=f"quarter={quarter.quarter}&project={number}",
            subject=check_subject(found.id, code),
            role=Role.HANDLER,
            department_code=code,
            due_on=due_on,
        )
        put_to_do(connection, asked, at=at)


def move_objection_day(connection: Connection, quarter: Quarter) -> None:
    """What departments still have to look at is due by the quarter's last day for objections as it is now."""
    every = assessments.projects(connection, quarter).dropna(subset="submitted_at")
    subjects = [
        check_subject(row.assessment_id, code)
        for row in every.itertuples()
        for code in assessments.departments_of(connection, row.project_id)
    ]
    to_do.set_due(connection, subjects=subjects, due_on=quarter.objection_until)


def check_subject(assessment_id: int, department: str | None) -> str:
    """What a department's to-do about an assessment is about."""
    return f"assessment-check:{assessment_id}:{department}"


def ask_to_answer(connection: Connection, quarter: Quarter, objection_id: int, found: Assessment, number: str, *, at):
    """An objection waits for the coordinator, and the assessor is to look at the value again."""
    told = f"{quarter.quarter} {number} 第三方评估有单位提出异议"
    answer = ToDo(
        what=f"{told}，待答复",
        page=PAGE,
        query=f"quarter={quarter.quarter}&part=objections",
        subject=f"objection:{objection_id}",
        role=Role.COORDINATOR,
    )
    again = ToDo(
        what=f"{told}，请复核",
        subject=f"objection-review:{objection_id}",
        page=PAGE,
        query=f"quarter={quarter.quarter}&project={number}",
        account_id=found.account_id,
    )
    for asked in (answer, again):
        put_to_do(connection, asked, at=at)


def objection_answered(connection: Connection, objection: Objection, *, by: Person, at: datetime) -> None:
    """Nobody waits for an answer any more."""
    for about in (f"objection:{objection.id}", f"objection-review:{objection.id}"):
        finish_to_dos(connection, subject=about, by_name=by.name, at=at)


def reviewed_again(connection: Connection, objection_ids: list[int], *, by: Person, at: datetime) -> None:
    """The assessor looked at values again and corrected them."""
    for each in objection_ids:
        finish_to_dos(connection, subject=f"objection-review:{each}", by_name=by.name, at=at)
