"""本单位三评: what is said of our projects this quarter, what do we say to it, and what came of it?"""

import streamlit as st

from ui import address, outcomes, session
from ui.assessments import assessment_loaders, assessment_words
from ui.evaluation import own_evaluation, quarter_choice
from ui.text import escaped

person = session.current_person()
st.title("本单位三评")
outcomes.show()
quarter = quarter_choice.running_first(
    assessment_loaders.quarters(),
    key="own_evaluation.quarter",
    empty="还没有开启评估的季度。评估开启后，这里列出贵单位的参评项目。",
)
if quarter is None:
    session.stop()
found = assessment_loaders.overview(quarter.quarter)
if found.empty:
    st.info(f"{quarter.quarter} 没有贵单位主责或配合的参评项目。")
    session.stop()
st.caption(own_evaluation.standing(quarter))
own_evaluation.listed(found, quarter)
names = {row.project: f"{row.project}　{row.title}" for row in found.itertuples()}
chosen = assessment_words.project(names, key=f"own_evaluation.project.{quarter.quarter}")
if chosen is None:
    st.caption(own_evaluation.asked(quarter))
    session.stop()
st.header(escaped(found.set_index("project").at[chosen, "title"]))
parts = own_evaluation.parts(quarter)
part = address.one("部分", "part", parts, key=f"own_evaluation.part.{quarter.quarter}", default=next(iter(parts)))
if part == "result":
    own_evaluation.result(quarter, chosen)
elif part == "third_party":
    own_evaluation.third_party(quarter, chosen, person)
else:
    own_evaluation.own_words(quarter, chosen, person)
