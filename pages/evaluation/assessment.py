"""第三方评估: which indicator values does each project have, with what evidence, and what do departments object to?"""

import streamlit as st

from permissions import Permission
from reports.assessment_workbook import assessment_workbook
from reports.rejected_rows import rejected_rows_workbook
from ui import address, outcomes, session
from ui.assessments import (
    assessment_coordination,
    assessment_files,
    assessment_loaders,
    assessment_own,
    assessment_words,
)
from ui.evaluation import quarter_choice

person = session.current_person()
st.title("第三方评估")
outcomes.show()
quarter = quarter_choice.running_first(
    assessment_loaders.quarters(),
    key="assessment.quarter",
    empty="还没有任何季度的三评。评估专员在“评估组织”里建立季度后，在这里分派和填报。",
)
if quarter is None:
    session.stop()

if person.may(Permission.ASSESS_PROJECTS):
    assessment_own.show(quarter, person)
    if assessment_files.is_offered(quarter):
        st.subheader("离线表格")
        with st.expander("下载、导入全部项目"):
            assessment_files.template(quarter.quarter, write=assessment_workbook)
            assessment_files.importing(quarter.quarter, write_left_out=rejected_rows_workbook)
else:
    found = assessment_loaders.overview(quarter.quarter)
    if found.empty:
        st.info(f"{quarter.quarter} 还没有参评项目，请先在“评估组织”里确定参评项目，再来分派。")
        session.stop()
    st.caption(f"{assessment_words.due_said(quarter)}。{assessment_words.objection_said(quarter)}")
    assessment_coordination.figures(found)
    parts = assessment_coordination.PARTS
    part = address.one("部分", "part", parts, key="assessment.part", default="progress")
    if part == "progress":
        assessment_coordination.progress(found, quarter)
    elif part == "assignment":
        assessment_coordination.assignment(found, quarter, person)
    elif part == "objections":
        assessment_coordination.objections(quarter, person)
    else:
        assessment_coordination.values(found, quarter)
