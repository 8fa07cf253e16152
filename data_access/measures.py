"""What is counted: each measure as a condition on one row of suggestion_fact, at a 统计时点.

The same condition counts the rows and lists them, so a drill-down can only show what was counted.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Integer, String, and_, case, column, or_, table

from data_access.scope import Scope
from glossary import AGE_BANDS, ANSWER_LIMITS, OLDEST_BAND, RATED, Adoption, FollowUpResult

_DATES = [
    "received_on",
    "accepted_on",
    "assigned_on",
    "sign_due_on",
    "signed_on",
    "returned_on",
    "reassigned_on",
    "returned_again_on",
    "reassigned_again_on",
    "extended_on",
    "due_on",
    "first_due_on",
    "answered_on",
    "completed_on",
    "redone_on",
    "followed_up_on",
    "closed_on",
    "left_out_on",
    "concluded_on",
    "converted_on",
]
_CODES = [
    "number",
    "state",
    "nature",
    "channel_code",
    "line",
    "station_code",
    "collector_kind",
    "station_kind",
    "category_code",
    "category_parent_code",
    "township_code",
    "department_code",
    "tier",
    "dispatch",
    "followup_result",
    "left_out_as",
    "adoption",
    "conversion",
]
_NUMBERS = ["id", "collector_id", "batch_id", "received_minute", "completed_minute", "answer_working_days"]

fact = table(
    "suggestion_fact",
    *(column(name, Date) for name in _DATES),
    *(column(name, String) for name in _CODES),
    *(column(name, Integer) for name in _NUMBERS),
    column("confidential", Boolean),
    column("received_at", DateTime),
)

WORKING_DAY_MINUTES = 390
_SATISFIED = (FollowUpResult.VERY_SATISFIED, FollowUpResult.SATISFIED)
_SATISFIED_BASICALLY = (*_SATISFIED, FollowUpResult.BASICALLY_SATISFIED)

Condition = ColumnElement[bool]
Measure = Callable[[Scope], Condition]


def _by(name: str, day: date) -> Condition:
    """The milestone had been reached by the end of the day; unknown, so not counted, when it never was."""
    return fact.c[name] <= day


def cohort(scope: Scope) -> Condition:
    """A: accepted, less withdrawn, declined and merged."""
    return and_(_by("accepted_on", scope.as_of), or_(fact.c.left_out_on.is_(None), fact.c.left_out_on > scope.as_of))


def _open(scope: Scope) -> Condition:
    return or_(fact.c.completed_on.is_(None), fact.c.completed_on > scope.as_of)


def _reached(name: str) -> Measure:
    return lambda scope: _by(name, scope.as_of)


def _has_passed(name: str, scope: Scope) -> Condition:
    """A last day allowed that lies before 统计时点: the day itself still counts as in time."""
    return fact.c[name] < scope.as_of


def _followed_up(results: tuple[FollowUpResult, ...]) -> Measure:
    codes = [result.value for result in results]

    def condition(scope: Scope) -> Condition:
        done = _by("completed_on", scope.as_of)
        return and_(done, _by("followed_up_on", scope.as_of), fact.c.followup_result.in_(codes))

    return condition


def _adopted(scope: Scope) -> Condition:
    codes = [Adoption.ADOPTED.value, Adoption.PARTLY_ADOPTED.value]
    return and_(_by("concluded_on", scope.as_of), fact.c.adoption.in_(codes))


def _answered_within(days: int) -> Measure:
    return lambda scope: and_(_by("answered_on", scope.as_of), fact.c.answer_working_days <= days)


def _answer_known(days: int) -> Measure:
    """Answered, or open for longer than the limit: those still within it say nothing yet."""

    def condition(scope: Scope) -> Condition:
        waited_longer = scope.as_of_minute - fact.c.received_minute > days * WORKING_DAY_MINUTES
        return or_(_by("answered_on", scope.as_of), waited_longer)

    return condition


# Conditions on suggestions of the cohort; `counted` adds that they are in it.
OF_COHORT: dict[str, Measure] = {
    "cohort": cohort,
    "assigned": _reached("assigned_on"),
    "completed": _reached("completed_on"),
    "open": _open,
    "due": lambda scope: _has_passed("due_on", scope),
    "on_time": lambda scope: and_(_has_passed("due_on", scope), fact.c.completed_on <= fact.c.due_on),
    "completed_with_due": lambda scope: and_(_by("completed_on", scope.as_of), fact.c.due_on.is_not(None)),
    "completed_on_time": lambda scope: and_(_by("completed_on", scope.as_of), fact.c.completed_on <= fact.c.due_on),
    "overdue_open": lambda scope: and_(_has_passed("due_on", scope), _open(scope)),
    "open_in_time": lambda scope: and_(_open(scope), or_(fact.c.due_on.is_(None), fact.c.due_on >= scope.as_of)),
    "due_to_sign": lambda scope: and_(
        _by("assigned_on", scope.as_of), or_(_has_passed("sign_due_on", scope), _by("signed_on", scope.as_of))
    ),
    "signed_in_time": lambda scope: and_(_by("signed_on", scope.as_of), fact.c.signed_on <= fact.c.sign_due_on),
    "once_completed": lambda scope: or_(_by("completed_on", scope.as_of), _by("redone_on", scope.as_of)),
    "redone": _reached("redone_on"),
    "extended": _reached("extended_on"),
    "reassigned": _reached("reassigned_on"),
    "reassigned_again": _reached("reassigned_again_on"),
    "returned": _reached("returned_on"),
    "returned_again": _reached("returned_again_on"),
    "followed_up": _followed_up(tuple(FollowUpResult)),
    "rated": _followed_up(RATED),
    "satisfied": _followed_up(_SATISFIED_BASICALLY),
    "strictly_satisfied": _followed_up(_SATISFIED),
    "not_rated": _followed_up((FollowUpResult.NOT_RATED,)),
    "refused": _followed_up((FollowUpResult.REFUSED,)),
    "unreached": _followed_up((FollowUpResult.UNREACHED,)),
    "concluded": lambda scope: and_(_by("concluded_on", scope.as_of), fact.c.adoption.is_not(None)),
    "adopted": _adopted,
    "converted": lambda scope: and_(_adopted(scope), _by("converted_on", scope.as_of)),
    "answered": _reached("answered_on"),
    **{f"answered_within_{days}": _answered_within(days) for days in ANSWER_LIMITS},
    **{f"answer_known_{days}": _answer_known(days) for days in ANSWER_LIMITS},
}
# Conditions on everything received.
OF_RECEIVED: dict[str, Measure] = {"received": _reached("received_on"), "left_out": _reached("left_out_on")}


def counted(measure: str, scope: Scope) -> Condition:
    """Whether one row of suggestion_fact is counted by a measure."""
    if measure in OF_RECEIVED:
        return OF_RECEIVED[measure](scope)
    return cohort(scope) if measure == "cohort" else and_(cohort(scope), OF_COHORT[measure](scope))


def age_band(scope: Scope) -> ColumnElement[str]:
    """How long a suggestion had been waiting, in bands of working days."""
    waited = scope.as_of_minute - fact.c.received_minute
    bands = [(waited <= days * WORKING_DAY_MINUTES, label) for days, label in AGE_BANDS]
    return case(*bands, else_=OLDEST_BAND)


def dimension(name: str, scope: Scope) -> ColumnElement:
    """A column to group by; the age band depends on 统计时点."""
    return age_band(scope) if name == "age_band" else fact.c[name]
