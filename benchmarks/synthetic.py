"""Many suggestions quickly: plain columns without meaning, spread like real ones."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np

from data_access import schema
from data_access.bulk import insert_rows
from data_access.calendar import fill_calendar, working_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import Engine, writing
from glossary import Channel, FollowUpResult, Tier
from working_time import utc

CHUNK = 50_000
FIRST_DAY = date(2024, 1, 1)
DAYS = 700
LIMITS = {"immediate": 2, "time_limited": 10, "study": 30}
TIER_SHARES = (0.5, 0.4, 0.1)


def fill(
    engine: Engine,
    suggestions: int,
    seed: int = 1,
    first: int = 0,
    text_of: Callable[[int], tuple[str, str]] = lambda _number: ("标题" * 6, "内容" * 60),
) -> None:
    """Dictionaries, calendar and `suggestions` accepted 意见建议, most of them completed.

    With `first`, only more suggestions, numbered from there on. `text_of`: title and content by number.
    """
    if not first:
        _fill_dictionaries(engine)
    random = np.random.default_rng(seed)
    calendar = working_calendar(engine)
    for start in range(first, first + suggestions, CHUNK):
        rows = _rows(random, calendar, start, min(CHUNK, first + suggestions - start))
        texts = [
            dict(zip(("suggestion_id", "title", "content"), (row["id"], *text_of(row["id"])), strict=True))
            for row in rows
        ]
        with writing(engine) as connection:
            insert_rows(connection, schema.suggestion, rows)
            insert_rows(connection, schema.suggestion_text, texts)


def _fill_dictionaries(engine: Engine) -> None:
    with writing(engine) as connection:
        fill_channels(connection)
        fill_calendar(connection)
        insert_rows(connection, schema.township, _named("t", "镇", 17))
        insert_rows(connection, schema.department, _named("d", "局", 34))
        parents = [{**row, "parent_code": None} for row in _named("c", "类", 10)]
        leaves = [{**row, "parent_code": f"c{position % 10}"} for position, row in enumerate(_named("l", "目", 60))]
        insert_rows(connection, schema.category, parents)
        insert_rows(connection, schema.category, leaves)


def _named(letter: str, word: str, count: int) -> list[dict]:
    return [
        {"code": f"{letter}{position}", "name": f"{word}{position}", "position": position, "active": True}
        for position in range(count)
    ]


def _rows(random: np.random.Generator, calendar, first: int, count: int) -> list[dict]:
    tiers, channels, results = list(Tier), list(Channel), list(FollowUpResult)
    picks = zip(
        random.integers(0, DAYS, count).tolist(),
        random.integers(0, 1440, count).tolist(),
        random.choice(3, count, p=TIER_SHARES).tolist(),
        random.gamma(2.0, 0.35, count).tolist(),
        random.integers(0, 1000, count).tolist(),
        strict=True,
    )
    return [
        _row(first + offset, calendar, tiers, channels, results, *pick) for offset, pick in enumerate(picks, start=1)
    ]


def _row(number, calendar, tiers, channels, results, day, minute, tier, pace, any_number) -> dict:
    received = datetime.combine(FIRST_DAY + timedelta(days=day, minutes=0), datetime.min.time())
    received += timedelta(minutes=minute)
    limit = LIMITS[tiers[tier]]
    completed = received + timedelta(days=limit * pace * 1.6, minutes=any_number)
    is_done = completed < datetime(2025, 12, 1) and any_number > 15
    done = completed.date() if is_done else None
    return {
        "id": number,
        "number": f"B-{number:08d}",
        "version": 1,
        "state": "completed" if is_done else "handling",
        "nature": "suggestion_proper",
        "channel_code": channels[any_number % len(channels)].value,
        "category_code": f"l{any_number % 60}",
        "township_code": f"t{number % 17}",
        "department_code": f"d{(number + any_number) % 34}",
        "tier": tiers[tier].value,
        "confidential": False,
        "content_hash": f"{number:064d}",
        "likes": 0,
        "dislikes": 0,
        "received_at": utc(received),
        "received_on": received.date(),
        "received_minute": calendar.clock(received),
        "accepted_on": received.date(),
        "assigned_on": received.date(),
        "due_on": calendar.due_on(received, limit),
        "answered_on": done,
        "answer_working_days": calendar.working_days_taken(received, done) if done else None,
        "completed_on": done,
        "completed_minute": calendar.clock(completed) if is_done else None,
        "followed_up_on": done,
        "followup_result": results[any_number % len(results)].value if is_done else None,
    }
