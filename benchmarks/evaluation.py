"""A quarter of 200 projects × 30 experts × 3 rounds and 50,000 ratings: reading, scoring, the page, the reports."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import streamlit as st
from streamlit.testing.v1 import AppTest

from actions.quarter_inputs import inputs_of
from benchmarks import reports
from benchmarks.many_reviews import QUARTER
from benchmarks.screens import ROOT, RUNS, Measured, seconds
from data_access.engine import Engine
from data_access.evaluation_inputs import quarter_frames
from data_access.statements import counted_statements
from scoring.quarter import evaluate

PAGE, ELSEWHERE = "pages/evaluation/quarter.py", "pages/casework/to_do.py"
PARTS = {"results": "结果", "ranks": "等级与名次", "weights": "权重", "findings": "矛盾与缺口", "groups": "单位与类别"}
# Seconds each may take: issue 4, “What it must show”.
MOST_SCORING, MOST_COLD, MOST_WARM = 1.0, 1.5, 0.3


@dataclass(frozen=True)
class Part:
    """One thing done: its median seconds, how many it may take (None: not limited), and its statements."""

    name: str
    seconds: float
    most: float | None = None
    statements: int = 0

    @property
    def ratio(self) -> float | None:
        """What it took as a share of what it may take."""
        return None if self.most is None else self.seconds / self.most


def measure(engine: Engine) -> list[Part]:
    """Reading and scoring the quarter, as medians of five; then the report's files, each once."""
    with counted_statements(engine) as statements:
        frames = quarter_frames(engine, quarter=QUARTER)
    inputs = inputs_of(frames, closed=True)
    found = [
        Part("读入", _median(lambda: quarter_frames(engine, quarter=QUARTER)), None, len(statements)),
        Part("评分（evaluate）", _median(lambda: evaluate(inputs)), MOST_SCORING),
    ]
    written = reports.measured(engine, QUARTER)
    files = [Part(f"报告 {name}", took) for name, took in written.items()]
    whole = sum(took for name, took in written.items() if name != "material")
    return [*found, *files, Part("三种报告合计", whole, reports.MOST_SECONDS)]


def measure_page(engine: Engine, token: str) -> dict[str, Measured]:
    """季度三评 and its parts as the leader whose session `token` is sees them: cold (nothing kept) and warm."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.session_state["session.token"] = token
    app.run()
    found = {}
    for part, name in PARTS.items():

        def once(part: str = part) -> None:
            app.switch_page(ELSEWHERE).run()
            app.session_state["quarter.part"] = part
            app.switch_page(PAGE)

        once()
        app.run()  # compiles the page's own modules
        cold = []
        for _ in range(RUNS):
            once()
            st.cache_data.clear()
            with counted_statements(engine) as statements:
                cold.append(seconds(app.run))
            assert not app.exception, app.exception
        warm = []
        for _ in range(RUNS):
            once()
            warm.append(seconds(app.run))
        found[name] = Measured(len(statements), median(cold), median(warm))
    return found


def _median(work: Callable) -> float:
    runs = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        runs.append(time.perf_counter() - begun)
    return median(runs)
