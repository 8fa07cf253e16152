"""An expert hands a review in, or abstains: checked once, stored once, locked from then on."""

from collections.abc import Mapping
from datetime import date, datetime

from actions import review_drafts, review_to_dos
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.review_conflicts import Conflict, own_conflicts
from actions.review_marks import GivenReview, checked
from data_access import evaluation_quarters, evaluation_rules, expert_reviews, review_rounds
from data_access.engine import Connection, Engine, writing
from data_access.expert_reviews import OwnAssignment, OwnReview
from data_access.installation import day_now
from data_access.journal import Entry
from data_access.review_rounds import Round
from glossary import WorkStep
from permissions import Permission, Person, require


class NoSuchAssignment(QuarterRefused):
    """Nothing of this id is this expert's: the same for a stranger's and for one that never was."""

    def __init__(self) -> None:
        super().__init__("没有分派给您的这项评审，或这一季度的评审已结束，没有存入任何内容。请回到“我的项目”再看。")


class NotDeclared(QuarterRefused):
    """Nothing is shown or taken before the declaration."""

    def __init__(self) -> None:
        super().__init__("请先声明与这个项目有没有利害关系；声明以前不显示材料，也不能评分。")


class IsRecused(QuarterRefused):
    """The expert stepped back from this project."""

    def __init__(self) -> None:
        super().__init__("您已回避这个项目，材料不再开放，也不再评分。没有存入任何内容。")


class IsRuledOut(QuarterRefused):
    """The register of experts knows of an interest by now: nothing is taken, the expert is to step back."""

    def __init__(self, known: Conflict) -> None:
        super().__init__(
            f"名册上现在记着您{known.words}，应当回避 {known.project}：材料不再开放，也不能提交评审。写过的内容都还在。"
            "请用“发现有利害关系”回避；记载有误的，请联系评估专员更正。"
        )


def submit(
    engine: Engine,
    *,
    assignment_id: int,
    round: int,
    marks: Mapping[int, float],
    comment: str = "",
    change_reason: str = "",
    by: Person,
    at: datetime,
    from_file: bool = False,
) -> int:
    """Hand a review in for good (criterion id → mark); returns its id.

    A mark that differs from the expert's own of an earlier round needs a reason.
    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused, IsRuledOut, QuarterClosed, QuarterRefused.
    """
    given = GivenReview(marks, comment, change_reason)
    return _hand_in(engine, assignment_id, round, given, by=by, at=at, from_file=from_file)


def abstain(engine: Engine, *, assignment_id: int, round: int, reason: str, by: Person, at: datetime) -> int:
    """弃权, with the reason; returns the id of the review, which has no marks.

    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused, IsRuledOut, QuarterClosed, QuarterRefused.
    """
    return _hand_in(engine, assignment_id, round, GivenReview({}, abstain_reason=reason), by=by, at=at)


def _hand_in(
    engine: Engine, assignment_id: int, number: int, given: GivenReview, *, by: Person, at, from_file: bool = False
) -> int:
    require(by, Permission.REVIEW_PROJECTS, "提交专家评审")
    with writing(engine) as connection:
        held, own = held_assignment(connection, assignment_id, by)
        made = put(connection, held, own, number, given, by=by, at=at, from_file=from_file)
        review_to_dos.settle(connection, held, [by.account_id], by=by, at=at)
    return made


def put(
    connection: Connection,
    quarter: Quarter,
    own: OwnAssignment,
    number: int,
    given: GivenReview,
    *,
    by: Person,
    at: datetime,
    from_file: bool,
) -> int:
    """Check one review against what is stored and store it, within the transaction that holds the quarter.

    Raises: NotDeclared, IsRecused, IsRuledOut, QuarterRefused.
    """
    earlier = checked_open(connection, quarter, own, number)
    check_not_ruled_out(connection, quarter, own, day_now(connection, at))
    criteria = evaluation_rules.criteria(connection, quarter.criteria_version_id)
    clean = checked(given, criteria, earlier)
    abstained = clean.abstain_reason is not None
    texts = {"comment": clean.comment, "change_reason": clean.change_reason}
    texts["abstain_reason"] = clean.abstain_reason or ""
    facts = {"abstained": abstained, "from_file": from_file, "submitted_at": at}
    made = expert_reviews.put_review(connection, own.id, number, clean.marks, **texts, **facts)
    about = review_drafts.subject(own.id, number)
    review_drafts.set_aside(connection, account_id=own.account_id, subject=about, given=clean, at=at)
    step = WorkStep.REVIEW_ABSTAINED if abstained else WorkStep.REVIEW_SUBMITTED
    details = {"assignment": own.id, "expert": own.account_id, "project": own.project_id, "round": number}
    details |= {"from_file": True} if from_file else {}
    evaluation_quarters.note(connection, quarter, Entry(step, details=details), by=by, at=at)
    return made


def interest(connection: Connection, quarter: Quarter, own: OwnAssignment, on: date) -> Conflict | None:
    """What rules the expert out on this day, declared free of interests or not."""
    about = {"account_id": own.account_id, "projects": [own.number], "on": on}
    return own_conflicts(connection, quarter, **about).get(own.number)


def check_not_ruled_out(connection: Connection, quarter: Quarter, own: OwnAssignment, on: date) -> None:
    """Raises IsRuledOut when the register knows of an interest on this day."""
    known = interest(connection, quarter, own, on)
    if known is not None:
        raise IsRuledOut(known)


def may_read_evidence(connection: Connection, *, project_id: int, part: str, by: Person, at: datetime) -> bool:
    """Whether this person reviews the project, declared no interest in it, and none has become known since."""
    for assignment_id in expert_reviews.evidence_assignments(connection, project_id=project_id, part=part, by=by):
        own = expert_reviews.own_assignment(connection, assignment_id, by.account_id)
        quarter = evaluation_quarters.find(connection, own.quarter)
        if interest(connection, quarter, own, day_now(connection, at)) is None:
            return True
    return False


def held_assignment(connection: Connection, assignment_id: int, by: Person) -> tuple[Quarter, OwnAssignment]:
    """The expert's own assignment, its quarter held until the transaction ends.

    Raises: NoSuchAssignment, QuarterClosed.
    """
    found = expert_reviews.own_assignment(connection, assignment_id, by.account_id)
    if found is None:
        raise NoSuchAssignment
    held = held_quarter(connection, found.quarter)
    # As it stands now that nobody else can change it.
    own = expert_reviews.own_assignment(connection, assignment_id, by.account_id)
    if own is None:
        raise NoSuchAssignment
    return held, own


def check_readable(own: OwnAssignment | None) -> OwnAssignment:
    """Raises NoSuchAssignment, IsRecused or NotDeclared unless the expert may see the project."""
    if own is None:
        raise NoSuchAssignment
    if own.is_recused:
        raise IsRecused
    if not own.is_declared:
        raise NotDeclared
    return own


def readable(connection: Connection, assignment_id: int, by: Person) -> tuple[Quarter, OwnAssignment]:
    """The expert's own assignment, once nothing speaks against showing the project.

    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused.
    """
    require(by, Permission.REVIEW_PROJECTS, "查看待评项目")
    own = check_readable(expert_reviews.own_assignment(connection, assignment_id, by.account_id))
    return evaluation_quarters.find(connection, own.quarter), own


def rounds_about(connection: Connection, quarter: Quarter, own: OwnAssignment) -> list[Round]:
    """The rounds so far that are about this project."""
    return [
        each
        for each in review_rounds.rounds(connection, quarter)
        if own.project_id in review_rounds.projects_in_round(connection, quarter, each.number)
    ]


def checked_open(connection: Connection, quarter: Quarter, own: OwnAssignment, number: int) -> Mapping[int, float]:
    """Own marks of the last earlier round, once it is sure that this one still takes a review of this project.

    Raises: NotDeclared, IsRecused, QuarterRefused.
    """
    check_readable(own)
    each = next((each for each in review_rounds.rounds(connection, quarter) if each.number == number), None)
    if each is None or own.project_id not in review_rounds.projects_in_round(connection, quarter, number):
        raise QuarterRefused(f"{own.number} 不在第 {number} 轮评审之列，没有提交。写的内容都在草稿里。")
    if not each.is_open:
        raise QuarterRefused(f"第 {number} 轮已经关闭，没有提交。写的内容都在草稿里；如需补评，请联系评估专员。")
    given = expert_reviews.reviews(connection, [own.id])[own.id]
    if standing(given, number) is not None:
        raise QuarterRefused(f"{own.number} 第 {number} 轮您已经提交并锁定，没有改动任何内容。要改请评估专员退回。")
    return earlier_marks(given, number)


def standing(given: list[OwnReview], number: int) -> OwnReview | None:
    """The review of a round that counts."""
    return next((each for each in reversed(given) if each.round == number and each.returned_at is None), None)


def earlier_marks(given: list[OwnReview], number: int) -> Mapping[int, float]:
    """Own marks of the last round before this one in which there were any."""
    before = [each for each in given if each.round < number and each.returned_at is None and not each.abstained]
    return before[-1].marks if before else {}
