"""What an open round hides: whatever was marked in it, everything that anybody else reads stays the same.

Each reading is taken twice, before and after the marks, totals and comments of the open round become others; a reading
that differs gives something away, be it a figure, an order, a count, a file or a hash.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from actions import publications
from actions.evaluation import results
from data_access import schema
from data_access.engine import writing
from glossary import FollowUpResult, Role
from tests.evaluation_factories import QUARTER, Evaluation
from ui import navigation

# The parts of a page that are opened by the address; every other page has the one.
PARTS = {
    "quarter": ("results", "ranks", "weights", "findings", "groups", "changes", "definitions"),
    "project_evaluation": ("chain", "citizens", "experts", "third_party", "words", "history"),
    "rounds": ("progress", "panels", "closed", "conclusions"),
    "quarter_setup": ("overview", "projects", "rules", "experts", "history"),
    "ratings": ("overview", "quarantine", "history"),
}
# Everybody who is not an expert, on every page of theirs that has to do with projects.
READINGS = [
    (path, part, role)
    for entries in navigation.SECTIONS.values()
    for path, _title, roles in entries
    for role in Role
    if role in roles and role is not Role.EXPERT
    if "evaluation/" in path or path.endswith(("to_do.py", "project.py", "projects.py"))
    for part in PARTS.get(Path(path).stem, ("",))
]

# A name that each run gives a file to be downloaded.
MADE_ANEW = re.compile(r'(deferred_file_id|url): "[^"]*"')


@pytest.fixture
def engine(sqlite_engine):
    """One database is enough: what is shown is the same on both."""
    return sqlite_engine


@pytest.fixture
def evaluation(engine) -> Evaluation:
    """Round 1 closed, round 2 open: experts 1 to 4 have marked in both, all for the same three projects."""
    made = Evaluation(engine, projects=3, experts=4)
    made.open_round()
    assigned = made.assign_all()
    for (username, number), seat in assigned.items():
        made.review(seat, 60.0 + 5 * int(number[-1]) + int(username[-1]), comment="第一轮的意见")
    made.close_round()
    made.open_round(2, due_on=date(2025, 12, 20))
    for seat in list(assigned.values())[:9]:
        made.review(seat, 71.5, round=2, comment="看不得的意见", change_reason="看不得的理由")
    for number in made.projects:
        for person in range(12):
            made.rate(number, FollowUpResult.SATISFIED, f"{number}{person}")
        made.invite(number, 20)
        made.assess(number, [80.0] * 10)
    return made


def mark_otherwise(evaluation: Evaluation) -> None:
    """Other marks, comments and reasons in the open round, in such an order that any ranking by them turns over."""
    mark, review = schema.expert_mark, schema.expert_review
    with writing(evaluation.engine) as connection:
        ids = list(connection.execute(select(review.c.id).where(review.c.round == 2).order_by(review.c.id)).scalars())
        for place, review_id in enumerate(ids):
            connection.execute(mark.update().where(mark.c.review_id == review_id).values(mark=99.0 - 11 * place))
        others = {"comment": "完全不同", "change_reason": "也不同"}
        connection.execute(review.update().where(review.c.round == 2).values(others))


def everything_on(running) -> list[str]:
    """Texts, tables, charts and controls of a page, in their order."""
    found = []

    def walk(block) -> None:
        for child in block.children.values():
            if hasattr(child, "children"):
                walk(child)
            else:
                value = getattr(child, "value", None)
                shown = value.to_csv() if hasattr(value, "to_csv") else MADE_ANEW.sub("", str(child.proto))
                found.append(f"{child.type}: {getattr(child, 'label', '')}: {shown}")

    walk(running.main)
    walk(running.sidebar)
    return found


@pytest.mark.parametrize(("path", "part", "role"), READINGS)
def test_no_page_shows_anything_of_the_open_round(evaluation, open_page, path, part, role):
    asked = {"quarter": QUARTER, "project": evaluation.projects[0]} | ({"part": part} if part else {})
    before = open_page(path, role, **asked)
    assert not before.exception
    mark_otherwise(evaluation)
    after = open_page(path, role, **asked)
    assert without_names(everything_on(after)) == without_names(everything_on(before))


def test_once_the_round_is_closed_the_same_pages_show_its_marks(evaluation, open_page):
    evaluation.close_round(2)
    for path, part in (("quarter", "results"), ("rounds", "closed"), ("project_evaluation", "experts")):
        asked = {"quarter": QUARTER, "part": part, "project": evaluation.projects[0]}
        before = everything_on(open_page(f"pages/evaluation/{path}.py", Role.COORDINATOR, **asked))
        mark_otherwise(evaluation)
        after = everything_on(open_page(f"pages/evaluation/{path}.py", Role.COORDINATOR, **asked))
        assert without_names(after) != without_names(before)
        with writing(evaluation.engine) as connection:
            connection.execute(schema.expert_mark.update().values(mark=71.5))


def without_names(shown: list[str]) -> list[str]:
    """Each opening is by somebody new of the role, whose name stands on the page."""
    return [line for line in shown if "测试" not in line]


def test_neither_results_nor_the_seal_know_the_open_round(evaluation):
    asked = {"quarter": QUARTER, "by": evaluation.leader}
    before = results(evaluation.engine, **asked).results
    text = publications.document(evaluation.engine, quarter=QUARTER)
    mark_otherwise(evaluation)
    after = results(evaluation.engine, **asked).results
    for name in ("experts", "composites", "contradictions", "swaps"):
        assert getattr(after, name).equals(getattr(before, name))
    assert publications.document(evaluation.engine, quarter=QUARTER) == text
    assert "看不得" not in text
