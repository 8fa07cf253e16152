"""群众评议, one by one: written down after a call or a visit, taken back, and how many were asked."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from actions.quarter_checks import Quarter, held_quarter
from actions.rating_checks import REFUSALS, RatingRefused, reason_of
from actions.typed_text import plain
from data_access import evaluation_quarters, ratings
from data_access.engine import Connection, Engine, writing
from data_access.installation import moment_now
from data_access.journal import Entry
from data_access.masking import masked, masked_phone
from data_access.quarters import first_day
from data_access.rating_keys import is_recognisable, normalised, person_key, rating_secret
from glossary import RATED, FollowUpResult, RatingSource, RatingStage, WorkStep
from permissions import Permission, Person, require
from working_time import utc

__all__ = [
    "BY_STAFF",
    "LONGEST_REMARK",
    "MOST_INVITED",
    "REFUSALS",
    "RatingRefused",
    "count_invited",
    "earliest_day",
    "place_of",
    "record",
    "remark_of",
    "wrong_day",
    "withdraw",
]

LONGEST_REMARK, LONGEST_WHO = 500, 80
MOST_INVITED = 1_000_000
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- －]?\d{7,8}(?!\d)")
BY_STAFF = (RatingSource.PHONE, RatingSource.VISIT)


@dataclass(frozen=True)
class Place:
    """Where a rating belongs."""

    project_id: int
    stage: RatingStage


def record(
    engine: Engine,
    *,
    quarter: str,
    number: str,
    stage: RatingStage,
    who: str,
    level: FollowUpResult,
    source: RatingSource,
    rated_on: date,
    rated_time: time | None = None,
    suggestion_number: str | None = None,
    remark: str = "",
    by: Person,
    at: datetime,
) -> int:
    """Write down what a citizen said in a call or a visit; returns the rating's id.

    `who`: a phone number, or a name with something that tells it from others; kept only as a keyed hash. Days and
    times are local. An earlier rating of the same person at this stage stays and counts no more.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused, SecretUnusable.
    """
    require(by, Permission.RECORD_RATINGS, "登记群众评议")
    _check_told(who, level, source)
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        place = place_of(held, number, stage, ratings.reached_stages(connection, held))
        if problem := wrong_day(held, rated_on, rated_time, moment_now(connection, at)):
            raise RatingRefused(f"评议日期{problem}，没有存入任何内容。请核对日期。")
        said = {"level": level.value, "source": source.value, "remark": remark_of(remark, who)}
        said |= {"rated_at": utc(datetime.combine(rated_on, rated_time or time.min)), "rated_on": rated_on}
        said |= {"suggestion_id": _suggestion(connection, suggestion_number)}
        return _insert(connection, held, number, place, who, said, by=by, at=at)


def _insert(
    connection: Connection, held: Quarter, number: str, place: Place, who: str, said: dict, *, by: Person, at: datetime
) -> int:
    """The rating and its row in the history, which tells neither level nor person."""
    stage = place.stage.value
    values = said | {"quarter_id": held.id, "project_id": place.project_id, "stage": stage}
    values |= {"person_key": person_key(rating_secret(connection), who)}
    made = ratings.insert(connection, **values, recorded_at=at, recorded_by_name=by.name)
    details = {"project": number, "stage": stage, "count": 1, "source": said["source"]}
    evaluation_quarters.note(connection, held, Entry(WorkStep.RATINGS_RECORDED, details=details), by=by, at=at)
    return made


def _check_told(who: str, level: FollowUpResult, source: RatingSource) -> None:
    if source not in BY_STAFF:
        raise RatingRefused("逐条登记的只能是电话回访或上门回访，没有存入任何内容。其他方式请用表格导入。")
    if level not in RATED:
        raise RatingRefused("没有选满意度，没有存入任何内容。没有接通、拒访的不用登记，应评人数里已经算上。")
    if not is_recognisable(who) or len(who) > LONGEST_WHO:
        raise RatingRefused("评议人写得不够，没有存入任何内容。请写手机号，没有手机号的写姓名加门牌等能区分的内容。")


def place_of(quarter: Quarter, number: str, stage: RatingStage, reached: dict[str, tuple[int, RatingStage]]) -> Place:
    """The project and the stage, when both can be rated; `reached`: of data_access.ratings.reached_stages.

    Raises: RatingRefused.
    """
    if number not in reached:
        raise RatingRefused(f"项目 {number} 不在 {quarter.quarter} 的参评项目中，没有存入任何内容。请核对编号。")
    project_id, last = reached[number]
    stages = list(RatingStage)
    if stages.index(stage) > stages.index(last):
        raise RatingRefused(
            f"项目 {number} 现在可以评到“{last.label}”，还没有到“{stage.label}”，没有存入任何内容。请换一个环节。"
        )
    return Place(project_id, stage)


def earliest_day(quarter: Quarter) -> date:
    """The first day whose ratings belong to the quarter."""
    return first_day(quarter.quarter)


def wrong_day(quarter: Quarter, day: date, clock: time | None, now: datetime) -> str:
    """Why a rating of this day cannot count in the quarter, to follow 评议日期; empty when it can.

    `now`: the local moment the installation stands on (data_access.installation).
    """
    if not earliest_day(quarter) <= day <= quarter.ratings_until:
        return f"要在 {earliest_day(quarter):%Y-%m-%d} 到 {quarter.ratings_until:%Y-%m-%d} 之间"
    if datetime.combine(day, clock or time.min) > now:
        return "还没有到"
    return ""


def remark_of(text: str, who: str) -> str:
    """What the citizen said, as it is kept: numbers masked, and nothing of what `who` says about them.

    Raises: RatingRefused.
    """
    remark = plain(text)
    name = plain(who)
    for part in (name, *name.split()[:1]):  # the whole first: its beginning is part of it
        if len(normalised(part)) > 1:
            remark = remark.replace(part, "评议人")
    remark = _LANDLINE.sub(lambda found: masked_phone(found[0]), masked(remark))
    if len(remark) > LONGEST_REMARK:
        raise RatingRefused(f"备注不能超过 {LONGEST_REMARK} 个字（现有 {len(remark)} 个），没有存入任何内容。")
    return remark


def _suggestion(connection: Connection, number: str | None) -> int | None:
    if not (number or "").strip():
        return None
    found = ratings.suggestion_id(connection, number.strip().upper())
    if found is None:
        raise RatingRefused(f"没有编号为 {masked(number.strip())[:24]} 的建议，没有存入任何内容。请核对编号，或留空。")
    return found


def withdraw(engine: Engine, *, quarter: str, rating_id: int, reason: str, by: Person, at: datetime) -> None:
    """Take back a rating that was recorded by mistake: it stays in the list, struck out, and counts no more.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "撤销群众评议")
    reason = reason_of(reason, "撤销的原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        found = ratings.found(connection, held, [rating_id])
        if found.empty or found["withdrawn_at"].notna().any():
            raise RatingRefused("这条评议已被撤销或不在这个季度，没有改动任何内容。请看过新的列表。")
        ratings.withdraw(connection, rating_id, reason=reason, at=at)
        details = {"project": found["number"].iloc[0], "count": 1}
        entry = Entry(WorkStep.RATING_WITHDRAWN, reason=reason, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)


def count_invited(
    engine: Engine, *, quarter: str, number: str, stage: RatingStage, invited: int, by: Person, at: datetime
) -> None:
    """How many people were asked to rate a project at a stage, all in all; the last figure counts.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "登记应评人数")
    if not 0 <= invited <= MOST_INVITED:
        raise RatingRefused(f"应评人数要在 0 到 {MOST_INVITED:,} 之间，没有存入任何内容。")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        place = place_of(held, number, stage, ratings.reached_stages(connection, held))
        what = {"project_id": place.project_id, "stage": stage, "invited": invited}
        ratings.add_invitation(connection, held, **what, by=by, at=at)
        details = {"project": number, "stage": stage.value, "invited": invited}
        evaluation_quarters.note(connection, held, Entry(WorkStep.INVITED_COUNTED, details=details), by=by, at=at)
