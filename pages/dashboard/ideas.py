"""金点子成效: how many ideas were adopted, what came of them, and what is stuck?"""

import streamlit as st

from scoring.conversion import conversion_rates
from scoring.idea_stays import stay_figures
from ui import headline, loaders, session
from ui.ideas import (
    idea_definitions,
    idea_figure_filters,
    idea_figure_loaders,
    idea_flow,
    idea_groups,
    idea_lists,
    idea_stays,
)
from ui.listings import listing
from ui.text import number, percent

STUCK_ROWS = 6
# Card → the measure it shows, its rate, what the rate is called and what it is a share of.
RATES = {
    "采纳": ("adopted", "idea_adoption_rate", "采纳率", "有结论的"),
    "转化": ("taken_up", "idea_conversion_rate", "转化率", "采纳的"),
    "见效": ("effective", "effect_rate", "见效率", "已转化的"),
}
FIGURES = {"全部点子": "ideas", "有结论": "concluded", "采纳": "adopted", "已转化": "taken_up", "见效": "effective",
           "研究中": "open", "留存参考或不采纳": "set_aside", "还没有转化": "unconverted"}  # fmt: skip

st.title("金点子成效")
above = st.container(horizontal=True, vertical_alignment="center")
asked = idea_figure_filters.asked("ideas", place=above)
with above:
    idea_definitions.definitions()
whole = idea_figure_loaders.counts(asked).iloc[0]
if not whole["ideas"]:
    st.info("所选范围内没有金点子，请放宽条件；还没有金点子时，先在“点题”里由群众建议提出。")
    session.stop()
rates = conversion_rates(whole)
stays = stay_figures(idea_figure_loaders.stays(asked))

with headline.cards():
    for label, (measure, code, name, base) in RATES.items():
        share = rates[code]
        headline.plain_metric(
            label,
            f"{number(whole[measure])} 个",
            explained=idea_definitions.DEFINITIONS[name],
            below=f"{name} {percent(share.value)}  \n{number(share.numerator)} / {number(share.denominator)} 个{base}",
        )
    headline.plain_metric(
        "研究中",
        f"{number(whole['open'])} 个",
        explained=idea_definitions.DEFINITIONS["研究中"],
        below=f"停留最久  \n{idea_stays.longest_wait(stays)}",
    )
idea_flow.show(idea_figure_loaders.paths(asked), idea_figure_loaders.source_counts(asked), key="ideas")

st.subheader("停留最久、还没有转化的", help="在征集、梳理、论证和入库（待转化）的点子；转化以后的进展看项目。")
idea_lists.longest(asked, STUCK_ROWS, key="ideas.longest")
st.subheader("各状态停留多久", help=idea_definitions.DEFINITIONS["通常停留"])
idea_stays.show(stays, key="ideas.stays")

left, right = st.columns(2)
idea_groups.show(
    idea_figure_loaders.counts(asked, "category"),
    loaders.names("category_parent"),
    "category",
    label="一级分类",
    title="各类点子与采纳率",
    place=left,
    key="ideas.categories",
)
idea_groups.show(
    idea_figure_loaders.counts(asked, "township"),
    loaders.names("township"),
    "township",
    label="镇办区",
    title="各镇办区点子与采纳率",
    place=right,
    key="ideas.townships",
)
right.caption("一个点子涉及几个镇办区的，在每个镇办区各计一次；“未填”是没有写明镇办区的，如全市性的。")
figures = [listing(name, measure) for name, measure in FIGURES.items()]
idea_lists.drill_down(asked, [*figures, *map(idea_stays.state_listing, stays["state"])], key="ideas")
