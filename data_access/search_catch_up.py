"""The server's own hand at the index: a thread that adds what was stored, while people go on working.

Each server process has one. On PostgreSQL they take turns; on SQLite a transaction that writes waits for the other.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from data_access.engine import Engine, version
from data_access.search_index import catch_up, pending_count

EVERY_SECONDS = 2.0
AFTER_A_FAULT_SECONDS = 60.0
# The thread and the screens share one interpreter: a pause after each part lets them answer.
PAUSE_SECONDS = 0.05

log = logging.getLogger("workbench")


@contextmanager
def in_background(engine: Engine) -> Iterator[None]:
    """While the block runs, whatever is stored becomes searchable within seconds; leaving it waits for one part."""
    ends = threading.Event()
    thread = threading.Thread(target=_keep_up, args=(engine, ends), name="search", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()


def _keep_up(engine: Engine, ends: threading.Event) -> None:
    """Look whether anybody wrote something, and if so bring the index up to date, until told to end."""
    seen = None
    wait = 0.0
    while not ends.wait(wait):
        wait = EVERY_SECONDS
        try:
            now = version(engine, "data_version")
            if now != seen and _is_done(engine, ends):
                seen = now
        except SQLAlchemyError:
            # A database that is away or not yet migrated comes back; search says meanwhile what it cannot find.
            log.exception("search index")
            wait = AFTER_A_FAULT_SECONDS


def _is_done(engine: Engine, ends: threading.Event) -> bool:
    """Index until everything is or the end is asked for; whether nothing is left."""
    for _added in catch_up(engine):
        if ends.wait(PAUSE_SECONDS):
            return False
    return pending_count(engine) < 1
