"""What is counted: each measure as a condition on one row of suggestion_fact, at a 统计时点.

The same condition counts the rows and lists them, so a drill-down can only show what was counted.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Integer, String, and_, case, column, or_, table

from data_access.scope import Scope
from glossary import ANSWER_LIMITS, RATED, Adoption, FollowUpResult

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
AGE_BANDS = ((2, "2日内"), (5, "3—5日"), (10, "6—10日"), (30, "11—30日"), (60, "31—60日"))
OLDEST_BAND = "60日以上"
_SATISFIED = (FollowUpResult.VERY_SATISFIED, FollowUpResult.SATISFIED)
_SATISFIED_BASICALLY = (*_SATISFIED, FollowUpResult.BASICALLY_SATISFIED)

Condition = ColumnElement[bool]


def _by(name: str, day: date) -> Condition:
    """The milestone had been reached by the end of the day (false when it never was)."""
    return and_(fact.c[name].is_not(None), fact.c[name] <= day)


def _followed_up(scope: Scope, results: tuple[FollowUpResult, ...]) -> Condition:
    codes = [result.value for result in results]
    return and_(completed(scope), _by("followed_up_on", scope.as_of), fact.c.followup_result.in_(codes))


def cohort(scope: Scope) -> Condition:
    """A: accepted, less withdrawn, declined and merged."""
    return and_(_by("accepted_on", scope.as_of), ~left_out(scope))


def left_out(scope: Scope) -> Condition:
    """Withdrawn, declined or merged by then."""
    return _by("left_out_on", scope.as_of)


def completed(scope: Scope) -> Condition:
    """The reviewer had approved a substantive answer."""
    return and_(cohort(scope), _by("completed_on", scope.as_of))


def open_(scope: Scope) -> Condition:
    """In the cohort and not completed."""
    return and_(cohort(scope), or_(fact.c.completed_on.is_(None), fact.c.completed_on > scope.as_of))


def _has_passed(name: str, scope: Scope) -> Condition:
    """A last day allowed that lies before 统计时点: the day itself still counts as in time."""
    return and_(fact.c[name].is_not(None), fact.c[name] < scope.as_of)


def _completed_in_time() -> Condition:
    return and_(fact.c.due_on.is_not(None), fact.c.completed_on <= fact.c.due_on)


def _adopted(scope: Scope) -> Condition:
    codes = [Adoption.ADOPTED.value, Adoption.PARTLY_ADOPTED.value]
    return and_(cohort(scope), _by("concluded_on", scope.as_of), fact.c.adoption.in_(codes))


def _answered_within(days: int) -> Callable[[Scope], Condition]:
    return lambda scope: and_(_answered(scope), fact.c.answer_working_days <= days)


def _answer_known(days: int) -> Callable[[Scope], Condition]:
    """Answered, or open for longer than the limit: those still within it say nothing yet."""

    def condition(scope: Scope) -> Condition:
        waited_longer = scope.as_of_minute - fact.c.received_minute > days * WORKING_DAY_MINUTES
        return and_(cohort(scope), or_(_by("answered_on", scope.as_of), waited_longer))

    return condition


def _answered(scope: Scope) -> Condition:
    return and_(cohort(scope), _by("answered_on", scope.as_of))


MEASURES: dict[str, Callable[[Scope], Condition]] = {
    "received": lambda scope: fact.c.received_on <= scope.as_of,
    "left_out": left_out,
    "cohort": cohort,
    "assigned": lambda scope: and_(cohort(scope), _by("assigned_on", scope.as_of)),
    "completed": completed,
    "open": open_,
    "due": lambda scope: and_(cohort(scope), _has_passed("due_on", scope)),
    "on_time": lambda scope: and_(cohort(scope), _has_passed("due_on", scope), _completed_in_time()),
    "completed_with_due": lambda scope: and_(completed(scope), fact.c.due_on.is_not(None)),
    "completed_on_time": lambda scope: and_(completed(scope), _completed_in_time()),
    "overdue_open": lambda scope: and_(open_(scope), _has_passed("due_on", scope)),
    "due_to_sign": lambda scope: and_(
        cohort(scope),
        _by("assigned_on", scope.as_of),
        or_(_has_passed("sign_due_on", scope), _by("signed_on", scope.as_of)),
    ),
    "signed_in_time": lambda scope: and_(
        cohort(scope), _by("signed_on", scope.as_of), fact.c.signed_on <= fact.c.sign_due_on
    ),
    "once_completed": lambda scope: and_(
        cohort(scope), or_(_by("completed_on", scope.as_of), _by("redone_on", scope.as_of))
    ),
    "redone": lambda scope: and_(cohort(scope), _by("redone_on", scope.as_of)),
    "extended": lambda scope: and_(cohort(scope), _by("extended_on", scope.as_of)),
    "first_assigned": lambda scope: and_(cohort(scope), _by("assigned_on", scope.as_of)),
    "reassigned": lambda scope: and_(cohort(scope), _by("reassigned_on", scope.as_of)),
    "reassigned_again": lambda scope: and_(cohort(scope), _by("reassigned_again_on", scope.as_of)),
    "returned": lambda scope: and_(cohort(scope), _by("returned_on", scope.as_of)),
    "returned_again": lambda scope: and_(cohort(scope), _by("returned_again_on", scope.as_of)),
    "followed_up": lambda scope: _followed_up(scope, tuple(FollowUpResult)),
    "rated": lambda scope: _followed_up(scope, RATED),
    "satisfied": lambda scope: _followed_up(scope, _SATISFIED_BASICALLY),
    "strictly_satisfied": lambda scope: _followed_up(scope, _SATISFIED),
    "not_rated": lambda scope: _followed_up(scope, (FollowUpResult.NOT_RATED,)),
    "refused": lambda scope: _followed_up(scope, (FollowUpResult.REFUSED,)),
    "unreached": lambda scope: _followed_up(scope, (FollowUpResult.UNREACHED,)),
    "concluded": lambda scope: and_(cohort(scope), _by("concluded_on", scope.as_of), fact.c.adoption.is_not(None)),
    "adopted": _adopted,
    "converted": lambda scope: and_(_adopted(scope), _by("converted_on", scope.as_of)),
    "answered": _answered,
    **{f"answered_within_{days}": _answered_within(days) for days in ANSWER_LIMITS},
    **{f"answer_known_{days}": _answer_known(days) for days in ANSWER_LIMITS},
}


def age_band(scope: Scope) -> ColumnElement[str]:
    """How long a suggestion had been waiting, in bands of working days."""
    waited = scope.as_of_minute - fact.c.received_minute
    bands = [(waited <= days * WORKING_DAY_MINUTES, label) for days, label in AGE_BANDS]
    return case(*bands, else_=OLDEST_BAND)


def dimension(name: str, scope: Scope) -> ColumnElement:
    """A column to group by; the age band depends on 统计时点."""
    return age_band(scope) if name == "age_band" else fact.c[name]
