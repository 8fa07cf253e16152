"""群众评议: what do the people say of each project, how many said it, and which answers can be trusted?"""

import streamlit as st

from glossary import QuarterState
from permissions import Permission, require
from reports.rating_workbook import rating_workbook
from reports.rejected_rows import rejected_rows_workbook
from ui import address, outcomes, session
from ui.evaluation import quarter_choice
from ui.ratings import (
    ratings_entry,
    ratings_files,
    ratings_history,
    ratings_loaders,
    ratings_overview,
    ratings_project,
    ratings_quarantine,
)

PARTS = {"overview": "概览", "entry": "登记", "files": "导入", "quarantine": "隔离", "history": "历史"}

person = session.current_person()
require(person, Permission.RECORD_RATINGS, "查看群众评议")
st.title("群众评议")
outcomes.show()
quarter = quarter_choice.running_first(
    ratings_loaders.quarters(),
    key="ratings.quarter",
    empty="还没有任何季度的三评。评估专员在“评估组织”里建立季度并开启评估后，在这里登记评议。",
)
if quarter is None:
    session.stop()
ratings_overview.standing(quarter)
found = ratings_loaders.figures(quarter.quarter)
if found.table.empty:
    st.info("本季度还没有参评项目。评估专员在“评估组织”里确定参评项目。")
    session.stop()
is_open = quarter.state is QuarterState.OPEN
part = address.one("部分", "part", PARTS, key="ratings.part", default="overview")
if part == "overview" and (project := st.query_params.get("project", "")):
    ratings_project.show(found, project, person)
elif part == "overview":
    ratings_overview.figures(found)
    ratings_overview.show(found)
elif part == "entry" and is_open:
    ratings_entry.show(found, person)
elif part == "files":
    if is_open:
        ratings_files.template(found, write=rating_workbook)
        ratings_files.importing(found, write_left_out=rejected_rows_workbook)
    ratings_files.batches(found, person, is_open=is_open)
elif part == "quarantine":
    ratings_quarantine.show(found, person, is_open=is_open)
elif part == "history":
    ratings_history.show(quarter)
else:
    st.info(f"{quarter.quarter} 三评现在是“{quarter.state.label}”，不能登记评议。请换一个评估中的季度。")
