"""One door to other people's marks: closed rounds only, and nothing of recused, returned or abstained reviews."""

import pytest

from data_access import evaluation_quarters, review_rounds, schema
from data_access.engine import writing
from tests.evaluation_factories import NOW, QUARTER, Evaluation


@pytest.fixture(params=["sqlite", "postgres"])
def evaluation(request) -> Evaluation:
    made = Evaluation(request.getfixturevalue(f"{request.param}_engine"), projects=2, experts=2)
    made.open_round()
    return made


def totals(evaluation: Evaluation) -> list[tuple]:
    with evaluation.engine.connect() as connection:
        found = review_rounds.closed_totals(connection, evaluation_quarters.find(connection, QUARTER))
    return list(zip(found["project"], found["round"], found["total"], strict=True))


def marks(evaluation: Evaluation) -> int:
    with evaluation.engine.connect() as connection:
        return len(review_rounds.closed_marks(connection, evaluation_quarters.find(connection, QUARTER)))


def test_no_mark_is_read_while_its_round_is_open(evaluation):
    assigned = evaluation.assign_all()
    evaluation.review(assigned["expert1", "XM-2025-0001"], 80.0)
    assert (totals(evaluation), marks(evaluation)) == ([], 0)


def test_the_total_weights_the_criteria(evaluation):
    assigned = evaluation.assign_all()
    # 15·100 + 15·80 + 15·60 + 20·50 + 10·40 + 15·30 + 10·20 = 5650 of 100 points of weight
    evaluation.review(assigned["expert1", "XM-2025-0001"], [100.0, 80.0, 60.0, 50.0, 40.0, 30.0, 20.0])
    evaluation.close_round()
    assert totals(evaluation) == [("XM-2025-0001", 1, pytest.approx(56.5))]
    assert marks(evaluation) == 7


def test_a_later_open_round_shows_only_the_rounds_before(evaluation):
    assigned = evaluation.assign_all()
    evaluation.review(assigned["expert1", "XM-2025-0001"], 80.0)
    evaluation.close_round()
    evaluation.open_round(2)
    evaluation.review(assigned["expert1", "XM-2025-0001"], 90.0, round=2)
    assert totals(evaluation) == [("XM-2025-0001", 1, 80.0)]


def test_recused_removed_returned_and_abstained_reviews_are_as_if_never_given(evaluation):
    assigned = evaluation.assign_all()
    evaluation.review(assigned["expert1", "XM-2025-0001"], 10.0)
    evaluation.review(assigned["expert1", "XM-2025-0002"], 20.0, returned_at=NOW)
    evaluation.review(assigned["expert2", "XM-2025-0001"], 30.0, abstained=True)
    evaluation.review(assigned["expert2", "XM-2025-0002"], 40.0)
    evaluation.close_round()
    table = schema.review_assignment
    for number, column in (("XM-2025-0001", "recused_at"), ("XM-2025-0002", "removed_at")):
        owner = "expert1" if column == "recused_at" else "expert2"
        with writing(evaluation.engine) as connection:
            chosen = table.update().where(table.c.id == assigned[owner, number])
            connection.execute(chosen.values({column: NOW}))
    assert (totals(evaluation), marks(evaluation)) == ([], 0)
