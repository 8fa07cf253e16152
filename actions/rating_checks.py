"""隔离: suspicious ratings are set apart with their reasons, and let out or left in by a person; none is deleted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from actions.quarter_checks import NoSuchQuarter, QuarterClosed, QuarterRefused, held_quarter
from actions.typed_text import plain
from data_access import evaluation_quarters, ratings
from data_access.engine import Connection, Engine, writing
from data_access.evaluation_quarters import Quarter
from data_access.journal import Entry
from data_access.masking import masked
from data_access.rating_keys import SecretUnusable
from glossary import HoldReason, WorkStep
from permissions import Permission, Person, require
from scoring.stuffing import reason_codes, suspects

__all__ = ["REFUSALS", "RatingRefused", "check", "checked", "confirm", "hold", "release"]

LONGEST_NOTE = 200
AUTOMATIC = "系统自动检查"


class RatingRefused(QuarterRefused):
    """Nothing was stored; the message is a sentence for the screen."""


REFUSALS = (QuarterRefused, QuarterClosed, NoSuchQuarter, SecretUnusable)


def check(engine: Engine, *, quarter: str, by: Person, at: datetime) -> int:
    """Look through every rating of the quarter for stuffing and set new suspects apart; returns how many.

    What a person let out of quarantine stays out.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed.
    """
    require(by, Permission.RECORD_RATINGS, "检查群众评议")
    with writing(engine) as connection:
        return checked(connection, held_quarter(connection, quarter), by=by, at=at)


def checked(connection: Connection, quarter: Quarter, *, by: Person, at: datetime) -> int:
    """The same within a transaction that holds the quarter."""
    found = ratings.votes(connection, quarter)
    votes = found.assign(points=found["level"].map(quarter.level_points))
    codes = reason_codes(suspects(votes))
    is_new = codes.ne("") & ~found["held"] & ~found["released"]
    new = dict(zip(found.loc[is_new, "id"].astype(int), codes[is_new], strict=True))
    if new:
        ratings.put_holds(connection, new, held=True, note=AUTOMATIC, by=by, at=at)
        _note(connection, quarter, WorkStep.RATINGS_HELD, new, AUTOMATIC, by=by, at=at)
    return len(new)


def hold(engine: Engine, *, quarter: str, rating_ids: Sequence[int], note: str, by: Person, at: datetime) -> int:
    """Set ratings apart by hand, saying why; returns how many.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "隔离群众评议")
    note = reason_of(note, "隔离的原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        chosen = _chosen(connection, held, rating_ids)
        ids = _all(chosen, ~chosen["held"], "已经在隔离中")
        reasons = dict.fromkeys(ids, HoldReason.BY_HAND.value)
        ratings.put_holds(connection, reasons, held=True, note=note, by=by, at=at)
        _note(connection, held, WorkStep.RATINGS_HELD, reasons, note, by=by, at=at)
    return len(ids)


def release(engine: Engine, *, quarter: str, rating_ids: Sequence[int], reason: str, by: Person, at: datetime) -> int:
    """Let ratings out of quarantine, saying why; no later check takes them back. Returns how many.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "解除隔离")
    return _decided(engine, quarter, rating_ids, reason, WorkStep.RATINGS_RELEASED, by=by, at=at)


def confirm(engine: Engine, *, quarter: str, rating_ids: Sequence[int], reason: str, by: Person, at: datetime) -> int:
    """Leave ratings in quarantine after looking into them, saying what was found; returns how many.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "核实隔离的评议")
    return _decided(engine, quarter, rating_ids, reason, WorkStep.RATINGS_HELD, by=by, at=at)


def _decided(
    engine: Engine, quarter: str, rating_ids: Sequence[int], reason: str, step: WorkStep, *, by: Person, at: datetime
) -> int:
    reason = reason_of(reason, "核实的情况")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        chosen = _chosen(connection, held, rating_ids)
        ids = _all(chosen, chosen["held"], "已经不在隔离中")
        reasons = ratings.last_reasons(connection, ids)
        stays = step is WorkStep.RATINGS_HELD
        ratings.put_holds(connection, reasons, held=stays, note=reason, by=by, at=at)
        _note(connection, held, step, reasons, reason, by=by, at=at, checked=stays)
    return len(ids)


def reason_of(text: str, what: str) -> str:
    """A reason as it is kept, phone numbers masked. Raises: RatingRefused when there is none."""
    reason = masked(" ".join(plain(text).split()))
    if not reason:
        raise RatingRefused(f"没有写{what}，没有改动任何内容。请写一句话，便于以后核对。")
    if len(reason) > LONGEST_NOTE:
        raise RatingRefused(f"{what}不能超过 {LONGEST_NOTE} 个字（现有 {len(reason)} 个），没有改动任何内容。")
    return reason


def _chosen(connection: Connection, quarter: Quarter, rating_ids: Sequence[int]) -> pd.DataFrame:
    """The ratings asked for. Raises: RatingRefused when there are none, or one is not there any more."""
    ids = sorted({int(each) for each in rating_ids})
    if not ids:
        raise RatingRefused("没有选中评议，没有改动任何内容。请先在表中勾选。")
    found = ratings.found(connection, quarter, ids)
    if len(found) < len(ids) or found["withdrawn_at"].notna().any():
        raise RatingRefused("选中的评议里有的已被撤销或不在这个季度，没有改动任何内容。请看过新的列表再选。")
    return found


def _all(chosen: pd.DataFrame, wanted: pd.Series, otherwise: str) -> list[int]:
    """The ids, when all are as wanted. Raises: RatingRefused."""
    if not wanted.all():
        count = int((~wanted).sum())
        raise RatingRefused(f"选中的评议里有 {count} 条{otherwise}，没有改动任何内容。请看过新的列表再选。")
    return [int(each) for each in chosen["id"]]


def _note(
    connection: Connection,
    quarter: Quarter,
    step: WorkStep,
    reasons: dict[int, str],
    why: str,
    *,
    by: Person,
    at: datetime,
    checked: bool = False,
) -> None:
    """One row in the history of the quarter: how many and for which reasons, not whose and not what they said."""
    numbers = ratings.found(connection, quarter, list(reasons))["number"]
    details = {
        "count": len(reasons),
        "projects": {number: int(count) for number, count in sorted(Counter(numbers).items())},
        "reasons": dict(Counter(code for codes in reasons.values() for code in codes.split(","))),
        "checked": checked,
    }
    evaluation_quarters.note(connection, quarter, Entry(step, reason=why, details=details), by=by, at=at)
