"""The idea bank's screens at 1,000 ideas with 100 versions each and 5,000 partners: statements, cold and warm time."""

from pathlib import Path
from statistics import median

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.screens import ROOT, RUNS, Measured, seconds
from data_access.engine import Engine
from data_access.statements import counted_statements

# Name → page, and what is in place before it runs: a control's key and value.
SCREENS = {
    "看板": ("bank", {}),
    "表格": ("bank", {"bank.view": "table"}),
    "查找": ("bank", {"bank.view": "table", "bank.q": "加装电梯"}),
    "社会力量": ("partners", {}),
    "民声转化项目": ("projects", {}),
    "点题": ("topics", {}),
}


def measure(engine: Engine, token: str) -> dict[str, Measured]:
    """Every screen of the project manager whose session `token` is: cold (no cached read) and warm, medians of five."""
    app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=600)
    app.session_state["session.token"] = token
    app.run()
    found = {}
    for name, (page, controls) in SCREENS.items():
        path = f"pages/ideas/{page}.py"

        def once(path=path, controls=controls) -> None:
            app.switch_page("pages/casework/to_do.py").run()
            for key, value in controls.items():
                app.session_state[key] = value
            app.switch_page(path)

        runs = []
        for _ in range(RUNS):
            once()
            st.cache_data.clear()
            with counted_statements(engine) as statements:
                runs.append(seconds(app.run))
            assert not app.exception, app.exception
        warm = []
        for _ in range(RUNS):
            once()
            warm.append(seconds(app.run))
        found[name] = Measured(len(statements), median(runs), median(warm))
    return found
