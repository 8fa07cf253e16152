"""专家评审 as one expert sees it: own projects, the file of a declared one, the form, what the last round came to.

Whatever belongs to somebody else is refused like what never was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from actions.expert_declarations import NoSuchQuestion, answer_question, declare
from actions.expert_feedback import Feedback, feedback
from actions.expert_submissions import (
    IsRecused,
    IsRuledOut,
    NoSuchAssignment,
    NotDeclared,
    abstain,
    check_not_ruled_out,
    earlier_marks,
    interest,
    readable,
    rounds_about,
    standing,
    submit,
)
from actions.review_drafts import left_over, mark_field
from actions.review_words import REFUSALS
from data_access import (
    evaluation_rules,
    expert_case_files,
    expert_lists,
    expert_questions,
    expert_reviews,
    review_rounds,
)
from data_access.engine import Engine, reading
from data_access.expert_case_files import CaseFile
from data_access.expert_reviews import OwnReview
from data_access.review_rounds import Round
from glossary import ReviewState
from permissions import Permission, Person, require
from scoring.experts import criterion_total

__all__ = [
    "REFUSALS",
    "CaseFile",
    "Feedback",
    "IsRecused",
    "IsRuledOut",
    "NoSuchAssignment",
    "NoSuchQuestion",
    "NotDeclared",
    "OwnReview",
    "ReviewForm",
    "Workbench",
    "abstain",
    "answer_question",
    "assigned",
    "case_file",
    "declare",
    "feedback",
    "form",
    "left_over",
    "mark_field",
    "ruled_out",
    "submit",
]

DONE = (ReviewState.SUBMITTED.value, ReviewState.ABSTAINED.value)


@dataclass(frozen=True)
class Workbench:
    """What an expert has to do in a quarter (None: nothing is asked of them).

    round: the last one begun. projects: see expert_lists.projects. questions: see expert_questions.questions.
    quarters: all that take reviews of this expert, the newest first.
    """

    quarter: str | None
    quarters: tuple[str, ...]
    round: Round | None
    projects: pd.DataFrame
    questions: pd.DataFrame

    @property
    def total(self) -> int:
        """Projects of the round this expert may review."""
        return int((self.projects["in_round"] & ~self.projects["recused"]).sum())

    @property
    def done(self) -> int:
        """How many of them are submitted or abstained from."""
        return int(self.projects["state"].isin(DONE).sum())

    def next_after(self, assignment_id: int | None = None) -> int | None:
        """The next unfinished project behind this one in the list, from the top again; None when all are done."""
        listed = self.projects[self.projects["state"].isin(expert_lists.UNFINISHED)]["assignment_id"].tolist()
        if assignment_id in listed:
            place = listed.index(assignment_id)
            listed = listed[place + 1 :] + listed[:place]
        return int(listed[0]) if listed else None


@dataclass(frozen=True)
class ReviewForm:
    """What the form of one project begins with.

    criteria: see evaluation_rules.criteria. round: the open one that is about this project, else None. given: what
    stands in the last round about it. returned: what was given back to be done again, if nothing was given since.
    earlier: own marks of the last earlier round (criterion id → mark).
    """

    criteria: pd.DataFrame
    round: Round | None
    given: OwnReview | None
    returned: OwnReview | None
    earlier: Mapping[int, float]

    def total(self, marks: Mapping[int, float]) -> float:
        """See scoring.experts.criterion_total: points, NaN while a mark is missing."""
        return criterion_total(marks, self.criteria.set_index("id")["weight"].to_dict())


def assigned(engine: Engine, *, by: Person, quarter: str | None = None) -> Workbench:
    """This expert's projects of an open quarter, the newest unless told otherwise. Raises: NotPermitted."""
    require(by, Permission.REVIEW_PROJECTS, "查看待评项目")
    with reading(engine) as connection:
        open_ones = expert_reviews.open_quarters(connection, by.account_id)
        names = tuple(each.quarter for each in open_ones)
        if not open_ones:
            nothing = pd.DataFrame(columns=list(expert_lists.PROJECT_COLUMNS)).astype(
                {"in_round": bool, "recused": bool}
            )
            return Workbench(None, (), None, nothing, pd.DataFrame(columns=list(expert_questions.QUESTION_COLUMNS)))
        chosen = next((each for each in open_ones if each.quarter == quarter), open_ones[0])
        rounds = review_rounds.rounds(connection, chosen)
        latest = rounds[-1] if rounds else None
        projects = expert_lists.projects(connection, chosen, by.account_id, latest)
        questions = expert_questions.questions(connection, chosen, by.account_id)
    return Workbench(chosen.quarter, names, latest, projects, questions)


def case_file(engine: Engine, *, assignment_id: int, on: date, by: Person) -> CaseFile:
    """What there is to read about a project before judging it.

    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused, IsRuledOut.
    """
    with reading(engine) as connection:
        quarter, own = readable(connection, assignment_id, by)
        check_not_ruled_out(connection, quarter, own, on)
        return expert_case_files.case_file(connection, own.project_id)


def form(engine: Engine, *, assignment_id: int, by: Person) -> ReviewForm:
    """What the form of a project begins with.

    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused.
    """
    with reading(engine) as connection:
        quarter, own = readable(connection, assignment_id, by)
        about = rounds_about(connection, quarter, own)
        given = expert_reviews.reviews(connection, [own.id])[own.id]
        criteria = evaluation_rules.criteria(connection, quarter.criteria_version_id)
    latest = about[-1] if about else None
    number = latest.number if latest else 0
    stands = standing(given, number)
    again = [each for each in given if each.round == number and each.returned_at is not None]
    open_one = latest if latest is not None and latest.is_open else None
    returned = again[-1] if again and stands is None else None
    return ReviewForm(criteria, open_one, stands, returned, earlier_marks(given, number))


def ruled_out(engine: Engine, *, assignment_id: int, on: date, by: Person) -> str:
    """Why nothing is shown or taken any more, as submitting would say; empty when the project is open to the expert.

    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused.
    """
    with reading(engine) as connection:
        quarter, own = readable(connection, assignment_id, by)
        known = interest(connection, quarter, own, on)
    return str(IsRuledOut(known)) if known else ""
