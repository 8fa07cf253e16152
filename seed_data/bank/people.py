"""Who works in the bank: the demonstration accounts, two invented project managers, the departments' people."""

from glossary import Role
from seed_data.actors import ACCOUNTS, HANDLER_DEPARTMENT, HANDLER_ID, Actors
from seed_data.journal import By

BY_ROLE: dict[Role, By] = {role: (number, name) for number, (_, name, role) in enumerate(ACCOUNTS, start=1)}
LEADER, OFFICER, COORDINATOR = (BY_ROLE[role] for role in (Role.LEADER, Role.OFFICER, Role.COORDINATOR))
MANAGERS: tuple[By, ...] = (BY_ROLE[Role.PROJECT_MANAGER], (None, "贺婧文"), (None, "罗启航"))

__all__ = ["BY_ROLE", "COORDINATOR", "HANDLER_DEPARTMENT", "HANDLER_ID", "LEADER", "MANAGERS", "OFFICER", "handler_of"]

_ACTORS = Actors()


def handler_of(department: str) -> By:
    """The department's person."""
    return _ACTORS.handler(department)
