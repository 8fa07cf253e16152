"""项目三评: what came of one project in a quarter, and where does every one of its numbers come from?"""

import streamlit as st

from ui import address, outcomes, session
from ui.evaluation import (
    evaluation_citizens,
    evaluation_experts,
    evaluation_head,
    evaluation_history,
    evaluation_loaders,
    evaluation_project,
    evaluation_third_party,
    evaluation_words,
)
from ui.text import escaped

person = session.current_person()
quarter, number = st.query_params.get("quarter", "")[:12], st.query_params.get("project", "")[:24]
refused = evaluation_head.why_not(quarter) if quarter else ""
evaluated = evaluation_loaders.results(quarter) if quarter and not refused else None
if evaluated is None or number not in evaluated.projects.index:
    evaluation_project.way_back(quarter if evaluated else "")
    st.title("项目三评")
    outcomes.show()
    if refused:
        st.warning(refused)
    elif number:
        st.warning(f"项目 {escaped(number)} 不在 {escaped(quarter) or '所选季度'} 的参评项目中。请核对编号。")
    else:
        st.info("请从“季度三评”里打开一个项目。")
    session.stop()

evaluation_project.head(evaluated, number)
outcomes.show()
parts = evaluation_project.PARTS
part = address.one("部分", "part", parts, key=f"project_evaluation.part.{quarter}.{number}", default="chain")
if part == "chain":
    evaluation_project.chain(evaluated, number)
elif part == "words":
    evaluation_words.show(quarter, number)
elif part == "history":
    evaluation_history.show(evaluated, number)
elif evaluated.corrected:
    st.info("逐条评议、评分和指标正在更正，再次定稿后在这里查看。定稿的得分怎样算出，见“得分由来”。")
else:
    details = evaluation_loaders.details(quarter, number)
    show = {
        "citizens": evaluation_citizens.show,
        "experts": evaluation_experts.show,
        "third_party": evaluation_third_party.show,
    }[part]
    show(evaluated, details, number)
