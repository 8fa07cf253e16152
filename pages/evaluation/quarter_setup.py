"""评估组织: what does a quarter evaluate and by which rules, who stands behind them, and who are the experts?"""

import streamlit as st

from ui import address, outcomes, session
from ui.quarter_setup import (
    quarter_setup_experts,
    quarter_setup_head,
    quarter_setup_history,
    quarter_setup_overview,
    quarter_setup_projects,
    quarter_setup_rules,
)

PARTS = {
    "overview": ("概况", quarter_setup_overview.show),
    "projects": ("项目", quarter_setup_projects.show),
    "rules": ("规则与权重", quarter_setup_rules.show),
    "experts": ("专家名册", quarter_setup_experts.show),
    "history": ("历史", quarter_setup_history.show),
}
# What there is to see before the first quarter.
WITHOUT_A_QUARTER = ("overview", "rules", "experts")

person = session.current_person()
st.title("评估组织")
outcomes.show()
standing = quarter_setup_head.chosen(person)
names = {part: name for part, (name, _show) in PARTS.items() if standing or part in WITHOUT_A_QUARTER}
part = address.one("部分", "part", names, key=f"quarter_setup.part.{len(names)}", default="overview")
PARTS[part][1](standing, person)
