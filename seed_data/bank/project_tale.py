"""Tells one project from 立项 to where it stands: prepared, reviewed, then day by day as its plan says."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from data_access.journal import Entry
from glossary import ProjectState, ReviewConclusion, WorkStep
from seed_data.bank import milestone_steps
from seed_data.bank.idea_steps import WrittenIdea
from seed_data.bank.pace import Pace, Tale
from seed_data.bank.people import COORDINATOR, handler_of
from seed_data.bank.project_steps import WrittenProject
from seed_data.journal import By

# Working days each part takes, and when departments report on a quarter.
PREPARED, REVIEWED, DECIDED, IMPROVED = 4, 6, 2, 12
REPORTED_ON = {"2025Q1": "2025-04-08", "2025Q2": "2025-07-07", "2025Q3": "2025-10-14"}
CORRECTED_ON = {"2025Q1": "2025-04-18", "2025Q2": "2025-07-16", "2025Q3": "2025-10-23"}

Done = Callable[[datetime], None]


def told(project: WrittenProject, pace: Pace, manager: By, idea: WrittenIdea | None) -> Tale:
    """The project as its plan has it; `idea`: which goes back to 入库 when the project is given up."""
    plan = project.plan
    for aim in plan.aims:
        at = pace.soon()
        yield at
        project.set_target(aim, manager, at)
    for stone in plan.stones:
        at = pace.soon()
        yield at
        due_on, department = date.fromisoformat(stone.due), stone.department or plan.lead
        project.stones.append(milestone_steps.plan(project, stone.title, due_on, department, "", manager, at))
    yield from _reviewed(project, pace, manager)
    if plan.withdrawn:
        at = pace.after(9)
        yield at
        project.move(ProjectState.WITHDRAWN, manager, at, reason=plan.withdrawn)
        if idea is not None:
            entry = Entry(WorkStep.PROJECT_WITHDRAWN, reason=plan.withdrawn, details={"project": project.number})
            idea.let_go(entry, manager, at)
    elif project.state is ProjectState.UNDER_REVIEW and plan.ends is not ProjectState.UNDER_REVIEW:
        at = pace.after(DECIDED)
        yield at
        project.move(ProjectState.IMPLEMENTING, manager, at)
        for day, act in sorted(_dated(project, manager), key=lambda each: each[0]):
            at = pace.on(day)
            yield at
            act(at)


def _reviewed(project: WrittenProject, pace: Pace, manager: By) -> Tale:
    """Into 评审 and what it came to; what did not pass goes back and comes again."""
    plan = project.plan
    if plan.ends is ProjectState.ESTABLISHED or (plan.withdrawn and not plan.verdicts):
        return
    at = pace.after(PREPARED)
    yield at
    project.move(ProjectState.UNDER_REVIEW, manager, at)
    for position, verdict in enumerate(plan.verdicts):
        at = pace.after(REVIEWED)
        yield at
        row = project.finish_review(verdict, COORDINATOR, at)
        is_last = position == len(plan.verdicts) - 1
        if verdict.revoked:
            at = pace.after(1)
            yield at
            project.revoke_review(row, verdict.revoked, COORDINATOR, at)
        elif verdict.conclusion is ReviewConclusion.FAILED and not is_last:
            at = pace.after(DECIDED)
            yield at
            project.move(ProjectState.ESTABLISHED, manager, at, reason=f"评审不通过，修改方案：{verdict.note}"[:200])
            at = pace.after(IMPROVED)
            yield at
            project.move(ProjectState.UNDER_REVIEW, manager, at)


def _dated(project: WrittenProject, manager: By) -> Iterator[tuple[str, Done]]:
    """What happens on days the plan names, each with what to do then."""
    plan = project.plan
    for stone, row in zip(plan.stones, project.stones, strict=True):
        if stone.done:
            yield stone.done, _reach(project, row, stone.done)
    known: set[str] = set()
    for quarter in plan.quarters:
        on = CORRECTED_ON if quarter.quarter in known else REPORTED_ON
        known.add(quarter.quarter)
        yield on[quarter.quarter], lambda at, quarter=quarter: project.report(quarter, handler_of(plan.lead), at)
    moves = (
        (plan.completed, ProjectState.COMPLETED, ""),
        (plan.effective, ProjectState.EFFECTIVE, plan.effect),
        (plan.archived, ProjectState.ARCHIVED, ""),
    )
    for day, state, effect in moves:
        if day:
            yield day, lambda at, state=state, effect=effect: project.move(state, manager, at, effect=effect)


def _reach(project: WrittenProject, row: dict, done: str) -> Done:
    by = handler_of(row["department_code"])
    return lambda at: milestone_steps.reach(project, row, date.fromisoformat(done), by, at)
