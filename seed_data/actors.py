"""Who acts: demonstration accounts, the office's people, one handler per department, the collectors."""

from datetime import datetime

from argon2 import PasswordHasher

from glossary import OFFLINE_CHANNELS, Role
from seed_data.journal import By
from seed_data.organisation import OFFICE_STAFF, REVIEWERS, collectors, department_names, invented_name

DEMONSTRATION_PASSWORD = "zaoyang2025"
HANDLER_DEPARTMENT = "urban_management"
COLLECTOR_ID = 1
ACCOUNTS = (
    ("leader", "邵文渊", Role.LEADER),
    ("officer", OFFICE_STAFF[0], Role.OFFICER),
    ("handler", "赵立春", Role.HANDLER),
    ("collector", None, Role.COLLECTOR),
    ("manager", "沈若兰", Role.PROJECT_MANAGER),
    ("coordinator", "秦书怡", Role.COORDINATOR),
    ("expert", "陆明哲", Role.EXPERT),
    ("assessor", "顾清和", Role.ASSESSOR),
    ("admin", "韩志远", Role.ADMINISTRATOR),
)
OFFICER_ID, HANDLER_ID, COLLECTOR_ACCOUNT_ID = 2, 3, 4


def account_rows(at: datetime) -> list[dict]:
    """One account per role; all share one password and its hash."""
    # The same cost as actions.passwords sets for everybody.
    shared = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(DEMONSTRATION_PASSWORD)
    collector = collectors()[COLLECTOR_ID - 1]["name"]
    return [
        {
            "id": number,
            "username": username,
            "name": name or collector,
            "role": role.value,
            "department_code": HANDLER_DEPARTMENT if role == Role.HANDLER else None,
            "collector_id": COLLECTOR_ID if role == Role.COLLECTOR else None,
            "password_hash": shared,
            "must_change_password": False,
            "demonstration": True,
            "created_at": at,
        }
        for number, (username, name, role) in enumerate(ACCOUNTS, start=1)
    ]


def account_history_rows(at: datetime) -> list[dict]:
    """That the accounts were made when the demonstration data were loaded."""
    return [
        {"account_id": number, "at": at, "by_name": "系统", "what": "created", "details": {"role": role.value}}
        for number, (_, _, role) in enumerate(ACCOUNTS, start=1)
    ]


class Actors:
    """The person behind each step, as account and name."""

    def __init__(self) -> None:
        self.departments = department_names()
        self.collectors = collectors()
        self._by_township: dict[str, list[dict]] = {}
        for collector in self.collectors:
            self._by_township.setdefault(collector["township_code"], []).append(collector)
        self._handlers = {
            code: (None, invented_name(number * 29 + 3)) for number, code in enumerate(self.departments)
        } | {HANDLER_DEPARTMENT: (HANDLER_ID, ACCOUNTS[HANDLER_ID - 1][1])}

    def officer(self, number: int) -> By:
        """Whoever of the office looks after this suggestion."""
        position = number % len(OFFICE_STAFF)
        return (OFFICER_ID if position == 0 else None, OFFICE_STAFF[position])

    def reviewer(self, number: int) -> By:
        """Somebody else than who answered."""
        return (None, REVIEWERS[number % len(REVIEWERS)])

    def handler(self, department: str) -> By:
        """The department's person."""
        return self._handlers[department]

    def collector(self, township: str, draw: float) -> dict:
        """One of the township's collectors."""
        there = self._by_township[township]
        return there[int(draw * len(there))]

    def receiver(self, channel: str, collector: dict | None) -> By:
        """Who registered it: the collector, or the platform it came through."""
        if channel not in OFFLINE_CHANNELS or collector is None:
            return (None, "平台接入")
        return (COLLECTOR_ACCOUNT_ID if collector["id"] == COLLECTOR_ID else None, collector["name"])
