"""To-dos: whom they concern, in which order, and that they end with their subject."""

from datetime import date, timedelta

import pytest

from actions.to_do import NobodyToDoIt, ToDo, add_to_do, finish_to_dos
from data_access.engine import writing
from data_access.to_do import done_to_dos, open_to_do_count, open_to_dos
from glossary import Role
from tests import factories
from tests.factories import NOW


def add(engine, subject, **whom):
    with writing(engine) as connection:
        add_to_do(connection, ToDo(subject, "pages/casework/to_do.py", subject, **whom), at=NOW)


def test_a_to_do_concerns_one_person_or_everyone_of_a_role_or_of_its_department(engine):
    factories.department(engine)
    factories.department(engine, code="water", name="水利局")
    one = factories.account(engine, role=Role.HANDLER, department_code="housing").person()
    two = factories.account(engine, role=Role.HANDLER, username="two", department_code="water").person()
    officer = factories.account(engine, role=Role.OFFICER).person()
    add(engine, "for one", account_id=one.account_id)
    add(engine, "for handlers", role=Role.HANDLER)
    add(engine, "for handlers of housing", role=Role.HANDLER, department_code="housing")

    assert list(open_to_dos(engine, by=one)["what"]) == ["for one", "for handlers", "for handlers of housing"]
    assert list(open_to_dos(engine, by=two)["what"]) == ["for handlers"]
    assert open_to_dos(engine, by=officer).empty
    assert [open_to_do_count(engine, by=person) for person in (one, two, officer)] == [3, 1, 0]


def test_the_earliest_due_comes_first_and_without_a_date_last(engine):
    add(engine, "whenever", role=Role.OFFICER)
    add(engine, "later", role=Role.OFFICER, due_on=date(2025, 12, 2))
    add(engine, "sooner", role=Role.OFFICER, due_on=date(2025, 12, 1))

    assert list(open_to_dos(engine, by=factories.person())["what"]) == ["sooner", "later", "whenever"]


def test_it_is_done_when_its_subject_is_done_and_with_nothing_else(engine):
    add(engine, "one", role=Role.OFFICER)
    add(engine, "two", role=Role.OFFICER)

    with writing(engine) as connection:
        assert finish_to_dos(connection, subject="one", by_name="王丽", at=NOW) == 1
        assert finish_to_dos(connection, subject="one", by_name="王丽", at=NOW) == 0

    person = factories.person()
    assert list(open_to_dos(engine, by=person)["what"]) == ["two"]
    assert list(done_to_dos(engine, by=person, since=NOW)["what"]) == ["one"]
    assert done_to_dos(engine, by=person, since=NOW + timedelta(seconds=1)).empty


def test_the_same_subject_is_asked_for_once_until_it_is_done(engine):
    add(engine, "one", role=Role.OFFICER)
    add(engine, "one", role=Role.OFFICER)
    assert open_to_do_count(engine, by=factories.person()) == 1


@pytest.mark.parametrize("whom", [{}, {"account_id": 1, "role": Role.OFFICER}])
def test_a_to_do_needs_exactly_one_person_or_role(engine, whom):
    with pytest.raises(NobodyToDoIt):
        add(engine, "nobody's", **whom)
