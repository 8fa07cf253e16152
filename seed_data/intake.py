"""What comes in: when, where, through which channel, on what and by whom, before anything is done about it."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from glossary import Channel, Nature
from seed_data.days import AS_OF, FIRST, YEAR_STARTS, Days
from seed_data.organisation import second_level
from seed_data.places import TOWNSHIPS
from seed_data.topics import QUIET_PER_WEEK, TOPICS

MESSAGES = 40_000
PERSONS = 24_000
NATURES = {
    Nature.SUGGESTION_PROPER: 0.088, Nature.REQUEST: 0.355, Nature.COMPLAINT: 0.34, Nature.QUESTION: 0.157,
    Nature.REPORT: 0.025, Nature.PRAISE: 0.035,
}  # fmt: skip
TOPIC_NATURES = {Nature.COMPLAINT: 0.6, Nature.REQUEST: 0.4}
CHANNELS = {
    Channel.GOVERNMENT_APP: 0.06, Channel.WECHAT: 0.08, Channel.MAYOR_MAILBOX: 0.05, Channel.SERVICE_PORTAL: 0.03,
    Channel.HOTLINE_12345: 0.33, Channel.ONLINE_INQUIRY: 0.05, Channel.ZAOSHI_ZAOBAN: 0.14, Channel.ZAO_CANYU: 0.10,
    Channel.STATION: 0.07, Channel.HOME_VISIT: 0.04, Channel.RECEPTION: 0.03, Channel.FIELD_VISIT: 0.02,
}  # fmt: skip
# People with an idea go to 枣参与 more often than people with a complaint.
SUGGESTION_CHANNELS = CHANNELS | {Channel.ZAO_CANYU: 0.24, Channel.HOTLINE_12345: 0.19}
SEASON = (0.95, 0.70, 1.02, 1.0, 1.02, 1.08, 1.22, 1.18, 1.0, 0.98, 1.05, 1.0)
WEEKDAY = (1.5, 1.15, 1.1, 1.05, 1.1, 0.5, 0.4)
ON_DAY_OFF = 0.35
GROWTH = 0.18  # more in 2025 than in 2024
HOURS = (1, 0, 0, 0, 0, 1, 4, 12, 34, 40, 36, 20, 12, 14, 28, 36, 34, 24, 14, 14, 16, 14, 8, 3)


def messages(days: Days, generator: np.random.Generator) -> pd.DataFrame:
    """All messages in order of receipt.

    Columns: received (local), nature, channel, township and category (positions), topic (−1: none), person,
    received_minute, counted (number of the day the receipt counts as).
    """
    on_topics = _on_topics(days, generator)
    others = _others(days, generator, MESSAGES - len(on_topics))
    arrived = pd.concat([others, on_topics], ignore_index=True)
    hours = np.array(HOURS) / sum(HOURS)
    minutes = generator.choice(24, len(arrived), p=hours) * 60 + generator.integers(0, 60, len(arrived))
    arrived["received"] = [
        datetime.combine(day, time(minute // 60, minute % 60))
        for day, minute in zip(arrived.pop("day"), minutes.tolist(), strict=True)
    ]
    arrived["person"] = (PERSONS * generator.random(len(arrived)) ** 1.25).astype(int)
    arrived = arrived.sort_values("received", kind="stable", ignore_index=True)
    calendar = days.calendar
    moments = [moment.to_pydatetime() for moment in arrived["received"]]
    arrived["received_minute"] = [calendar.clock(moment) for moment in moments]
    arrived["counted"] = [calendar.day_number(calendar.counted_day(moment)) for moment in moments]
    return arrived


def _drawn(shares: dict, generator: np.random.Generator, size: int) -> np.ndarray:
    weights = np.array(list(shares.values()))
    codes = np.array([str(code) for code in shares], dtype=object)
    return codes[generator.choice(len(codes), size, p=weights / weights.sum())]


def _day_weights(days: Days) -> tuple[list[date], np.ndarray]:
    """Every day of the two years and how much arrives on it."""
    every = [FIRST + timedelta(days=offset) for offset in range((AS_OF - FIRST).days + 1)]
    weights = [
        SEASON[day.month - 1]
        * (WEEKDAY[day.weekday()] if days.calendar.is_working(day) else ON_DAY_OFF)
        * (1 + GROWTH * (day >= YEAR_STARTS))
        for day in every
    ]
    return every, np.array(weights) / sum(weights)


def _others(days: Days, generator: np.random.Generator, size: int) -> pd.DataFrame:
    every, weights = _day_weights(days)
    natures = _drawn(NATURES, generator, size)
    is_suggestion = natures == Nature.SUGGESTION_PROPER
    channels = np.where(is_suggestion, _drawn(SUGGESTION_CHANNELS, generator, size), _drawn(CHANNELS, generator, size))
    townships = {position: town.weight for position, town in enumerate(TOWNSHIPS)}
    categories = {position: category.weight for position, category in enumerate(second_level())}
    return pd.DataFrame(
        {
            "day": [every[position] for position in generator.choice(len(every), size, p=weights)],
            "nature": natures,
            "channel": channels,
            "township": _drawn(townships, generator, size).astype(int),
            "category": _drawn(categories, generator, size).astype(int),
            "topic": -1,
        }
    )


def _on_topics(days: Days, generator: np.random.Generator) -> pd.DataFrame:
    """The sixteen topics: a trickle over the two years, and the weeks of the burst."""
    every, weights = _day_weights(days)
    towns = {town.code: position for position, town in enumerate(TOWNSHIPS)}
    categories = {category.code: position for position, category in enumerate(second_level())}
    rows = []
    for number, topic in enumerate(TOPICS):
        quiet = generator.choice(len(every), int(QUIET_PER_WEEK * len(every) / 7), p=weights)
        dates = [every[position] for position in quiet]
        for week, count in enumerate(topic.weekly):
            monday = topic.starts + timedelta(weeks=week)
            dates += [monday + timedelta(days=int(day)) for day in generator.integers(0, 7, count)]
        place = {"township": towns[topic.township], "category": categories[topic.category], "topic": number}
        rows += [{"day": min(day, AS_OF), **place} for day in dates]
    found = pd.DataFrame(rows)
    found["nature"] = _drawn(TOPIC_NATURES, generator, len(found))
    found["channel"] = _drawn(CHANNELS, generator, len(found))
    return found
