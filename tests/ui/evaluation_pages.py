"""A quarter as the pages of the 三评 show it: six projects of which each lacks, or has, something of its own."""

from sqlalchemy import select

from data_access import schema
from data_access.engine import writing
from glossary import FollowUpResult, ObjectionOutcome, Role
from tests.evaluation_factories import NOW, Evaluation

VALUES = [90.0, 7.0, 95.0, 5.0, 3.0, 77.5, 98.0, 30.0, 85.0, 100.0]
LIKE_MARKDOWN = "项目 *一* [看](http://a.example)"
WHOLE, NO_EXPERTS, NO_THIRD_PARTY, NOTHING = ("XM-2025-0001", "XM-2025-0006", "XM-2025-0005", "XM-2025-0007")


def filled(engine, projects: int = 7) -> Evaluation:
    """Experts for the first five and every one after the seventh, citizens for all but the seventh, one vetoed."""
    made = Evaluation(engine, projects=projects, experts=5)
    made.open_round()
    for place, number in enumerate(made.projects):
        if number not in (NO_EXPERTS, NOTHING):
            for seat, expert in enumerate(made.experts):
                assigned = made.assign(expert, number, position=place)
                comment = "意见：补充维护资金" if (place, seat) == (0, 0) else ""
                made.review(assigned, 88.0 - place + seat, comment=comment)
        if number != NOTHING:
            for person in range(6):
                made.rate(number, list(FollowUpResult)[person % 2], f"{place}-{person}", held=person == 5)
            made.invite(number, 20)
        if number != NO_THIRD_PARTY and number != NOTHING:
            made.assess(number, list(VALUES))
    made.close_round()
    return made


def object_to(made: Evaluation, number: str, *, answered: bool = False) -> None:
    """住建局 objects to the whole assessment of a project."""
    whole = schema.assessment
    with writing(made.engine) as connection:
        query = select(whole.c.id).where(whole.c.project_id == made.id_of(number))
        row = {"assessment_id": connection.execute(query).scalar_one(), "department_code": "housing"}
        row |= {"content": "数值有误", "at": NOW, "by_name": made.people[Role.HANDLER].name}
        if answered:
            row |= {"outcome": ObjectionOutcome.UPHELD, "answer": "无误", "answered_at": NOW, "answered_by_name": "甲"}
        connection.execute(schema.assessment_objection.insert().values(row))
