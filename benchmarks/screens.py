"""Each screen run on the server as a leader sees it first: statements, cold and warm time, against pandas."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import sign_in
from actions.passwords import hash_password
from data_access import schema
from data_access.engine import Engine, reading, writing
from data_access.statements import counted_statements
from glossary import Role
from working_time import utc_now

ROOT = Path(__file__).resolve().parents[1]
SCREENS = {"总览": "overview", "征集统计": "intake", "办理进度": "completion"}
RUNS = 5
PASSWORD = "benchmark-only-2025"
COLUMNS = [
    "received_on",
    "nature",
    "channel_code",
    "township_code",
    "category_code",
    "department_code",
    "tier",
    "accepted_on",
    "left_out_on",
    "completed_on",
    "due_on",
    "answered_on",
    "received_minute",
    "completed_minute",
]


@dataclass(frozen=True)
class Measured:
    """One screen: SQL statements without any cached figure, and the median seconds of runs without and with."""

    statements: int
    cold: float
    warm: float


def add_reader(engine: Engine, role: Role = Role.LEADER) -> str:
    """A leader, or somebody of another role, and a session of theirs; the token."""
    now = utc_now()
    with writing(engine) as connection:
        connection.execute(
            schema.account.insert().values(
                username=role.value, name="基准", role=role.value, password_hash=hash_password(PASSWORD), created_at=now
            )
        )
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    return sign_in.sign_in(
        engine, username=role.value, password=PASSWORD, at=now, address="127.0.0.1", browser="benchmark"
    )


def measure(engine: Engine, token: str) -> dict[str, Measured]:
    """Every screen with its default filters: cold (no cached figure) and warm."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.session_state["session.token"] = token
    app.run()  # libraries are loaded and the frame is drawn once before anything is measured
    found = {}
    for name, page in SCREENS.items():
        path = f"pages/dashboard/{page}.py"
        app.switch_page(path).run()  # compiles the page's own modules
        runs = []
        for _ in range(RUNS):
            st.cache_data.clear()
            with counted_statements(engine) as statements:
                runs.append(seconds(lambda path=path: app.switch_page(path).run()))
            assert not app.exception, app.exception
        warm = median(seconds(lambda path=path: app.switch_page(path).run()) for _ in range(RUNS))
        found[name] = Measured(len(statements), median(runs), warm)
    return found


def pandas_seconds(engine: Engine) -> float:
    """Loading the year's rows into pandas and grouping there, once per figure a screen shows."""
    import pandas as pd

    table = schema.suggestion

    def work() -> None:
        query = table.select().with_only_columns(*(table.c[name] for name in COLUMNS))
        with reading(engine) as connection:
            rows = pd.read_sql(query.where(table.c.received_on >= date(2024, 1, 1)), connection)
        for by in ("channel_code", "tier", "department_code", "received_on"):
            rows.groupby(by).agg({"completed_on": "count", "due_on": "count"})

    return seconds(work)


def seconds(work: Callable) -> float:
    """How long it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
