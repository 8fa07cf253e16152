"""What the expert review puts on people's to-do lists; nothing there tells how anybody judged."""

from collections.abc import Collection
from datetime import datetime

from actions.to_do import ToDo, add_to_do, finish_to_dos, put_to_do
from data_access import review_panels, review_progress, review_rounds
from data_access.engine import Connection
from data_access.evaluation_quarters import Quarter
from data_access.review_rounds import Round
from glossary import Relation, Role
from permissions import Person

PAGE = "pages/evaluation/expert_review.py"
# Where coordinators see who reviews what.
PANELS_PAGE = "pages/evaluation/rounds.py"


def subject(quarter: Quarter, account_id: int, number: int) -> str:
    """What an expert's to-do of a round is about."""
    return f"review:{quarter.id}:{account_id}:{number}"


def question_subject(question_id: int) -> str:
    """What the to-do of a question is about."""
    return f"review-question:{question_id}"


def recusal_subject(quarter: Quarter, project_id: int) -> str:
    """What the coordinator's to-do after a recusal is about: the project may need another expert."""
    return f"review-recusal:{quarter.id}:{project_id}"


def unfinished(
    connection: Connection, quarter: Quarter, number: int, accounts: Collection[int] | None = None
) -> dict[int, int]:
    """Account → how many projects of the round the expert (of `accounts`, or any) has not finished yet."""
    states = review_progress.states_of(connection, quarter, number, accounts)
    owing = states[states["state"].isin(review_progress.UNFINISHED)]
    return {int(account): int(count) for account, count in owing.groupby("account_id").size().items()}


def ask_to_review(
    connection: Connection, quarter: Quarter, each: Round, account_id: int, *, again: bool = False, at: datetime
) -> None:
    """The round is on the expert's list, once, as it stands now; `again`: as a reminder."""
    put_to_do(connection, _asked(quarter, each, account_id, again=again), at=at)


def _asked(quarter: Quarter, each: Round, account_id: int, *, again: bool = False) -> ToDo:
    what = f"{quarter.quarter} 专家评审第 {each.number} 轮：有项目待您评审"
    return ToDo(
        what=f"催办：{what}" if again else what,
        page=PAGE,
        query=f"quarter={quarter.quarter}",
        subject=subject(quarter, account_id, each.number),
        account_id=account_id,
        due_on=each.due_on,
    )


def settle(connection: Connection, quarter: Quarter, accounts: Collection[int], *, by: Person, at: datetime) -> None:
    """The to-do of the open round is there while these experts have something left to do, and done otherwise."""
    for each in review_rounds.rounds(connection, quarter):
        if not each.is_open:
            continue
        owing = unfinished(connection, quarter, each.number, accounts)
        for account in sorted(accounts):
            if owing.get(account):
                # One that is there stays as it is: a reminder is not taken back by the first review after it.
                add_to_do(connection, _asked(quarter, each, account), at=at)
            else:
                about = subject(quarter, account, each.number)
                finish_to_dos(connection, subject=about, by_name=by.name, at=at)


def ask_for_successor(
    connection: Connection, quarter: Quarter, project_id: int, number: str, relation: Relation, *, by: Person, at
) -> None:
    """An expert stepped back from a project: the coordinator looks whether it needs another."""
    asked = ToDo(
        what=f"{quarter.quarter} 专家评审：{by.name}回避 {number}（{relation.label}），请看是否要补充专家",
        page=PANELS_PAGE,
        query=f"quarter={quarter.quarter}&part=panels",
        subject=recusal_subject(quarter, project_id),
        role=Role.COORDINATOR,
    )
    put_to_do(connection, asked, at=at)


def no_successor_needed(
    connection: Connection, quarter: Quarter, project_ids: Collection[int], *, by: Person, at: datetime
) -> None:
    """There is another expert, or the matter is over: the round closed, the project is out, the quarter published."""
    for project_id in sorted(set(project_ids)):
        finish_to_dos(connection, subject=recusal_subject(quarter, project_id), by_name=by.name, at=at)


def finish_all(connection: Connection, quarter: Quarter, *, by: Person, at: datetime) -> None:
    """Nobody has anything to do about the reviews of a quarter that was published."""
    pairs = review_panels.assignments(connection, quarter)
    stepped_back = pairs.loc[pairs["recused_at"].notna(), "project_id"]
    no_successor_needed(connection, quarter, [int(each) for each in stepped_back], by=by, at=at)
    asked = review_progress.questions(connection, quarter)
    for question_id in asked.loc[asked["answered_at"].isna(), "id"]:
        finish_to_dos(connection, subject=question_subject(question_id), by_name=by.name, at=at)


def settle_all(connection: Connection, quarter: Quarter, *, at: datetime) -> None:
    """A quarter opened again for corrections takes answers again."""
    asked = review_progress.questions(connection, quarter)
    for row in asked[asked["answered_at"].isna()].itertuples():
        ask_for_reason(connection, quarter, row, at=at)


def ask_for_reason(connection: Connection, quarter: Quarter, row, *, at: datetime) -> None:
    """A question waits for its expert; `row`: id, round, project, account_id as in review_progress.questions."""
    asked = ToDo(
        what=f"{quarter.quarter} 专家评审：请说明第 {row.round} 轮对 {row.project} 的评分",
        page=PAGE,
        query=f"quarter={quarter.quarter}&question={row.id}",
        subject=question_subject(row.id),
        account_id=int(row.account_id),
    )
    put_to_do(connection, asked, at=at)


def drop_questions(connection: Connection, quarter: Quarter, assignment_id: int, *, by: Person, at: datetime) -> None:
    """Nobody waits for reasons for a mark that counts no more."""
    for question_id in review_progress.open_questions(connection, assignment_id):
        finish_to_dos(connection, subject=question_subject(question_id), by_name=by.name, at=at)
