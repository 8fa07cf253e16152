"""季度三评: what came of the quarter, how sure is it, what is missing, and what hangs on the weights?"""

import streamlit as st

from permissions import Permission
from ui import address, outcomes, session
from ui.evaluation import (
    evaluation_changes,
    evaluation_definitions,
    evaluation_findings,
    evaluation_groups,
    evaluation_head,
    evaluation_list,
    evaluation_ranks,
    evaluation_terms,
    evaluation_weights,
)

PARTS = {
    "results": ("结果", evaluation_list.show),
    "ranks": ("等级与名次", evaluation_ranks.show),
    "weights": ("权重", evaluation_weights.show),
    "findings": ("矛盾与缺口", evaluation_findings.show),
    "groups": ("单位与类别", evaluation_groups.show),
    "changes": ("历季比较", evaluation_changes.show),
    "definitions": ("口径", None),
}

person = session.current_person()
st.title("季度三评")
outcomes.show()
evaluated = evaluation_head.chosen(person, key="quarter.quarter")
if evaluated is None:
    session.stop()
evaluation_head.standing(evaluated)
if evaluated.results.composites.empty:
    st.info("本季度还没有参评项目。评估专员在“评估组织”里确定参评项目。")
    session.stop()
evaluation_head.figures(evaluated)
names = {part: name for part, (name, _show) in PARTS.items()}
part = address.one("部分", "part", names, key="quarter.part", default="results")
if part == "definitions":
    evaluation_definitions.show(evaluated)
else:
    PARTS[part][1](evaluated, key=f"quarter.{part}.{evaluated.quarter.quarter}")
if person.may(Permission.READ_EVALUATION):
    query = {"quarter": evaluated.quarter.quarter}
    st.page_link(evaluation_terms.PUBLICATION_PAGE, label="定稿发布", icon=":material/verified:", query_params=query)
