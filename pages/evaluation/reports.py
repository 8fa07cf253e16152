"""季度报告: the quarter as a Word report, the same as PDF, and a workbook with every number's derivation."""

import streamlit as st

from actions import quarter_reports, report_jobs
from permissions import Permission, require
from ui import clock, outcomes, session
from ui import report_jobs as parts
from ui.evaluation import evaluation_terms

SHOWN = 5

person = session.current_person()
require(person, Permission.READ_EVALUATION, "生成季度报告")
engine = session.engine()

st.title("季度报告")
outcomes.show()
st.caption("Word 与 PDF 内容相同；Excel 计算底稿列出每一项评议、评分和指标，得分由实时公式算出。")
quarters = {each.quarter: each for each in quarter_reports.reportable(engine, by=person)}
if not quarters:
    st.info("还没有开启评估的季度，没有可写的报告。评估专员在“评估组织”里建立季度并开启评估。")
    session.stop()

jobs = report_jobs.every_job(engine, by=person, at=clock.now())
running = parts.running_job(jobs)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    picked = parts.chosen_quarter(list(quarters))
    evaluation_terms.state_badge(quarters[picked].state)
products = st.pills(
    "生成哪些文件",
    list(parts.PRODUCT_NAMES),
    format_func=parts.PRODUCT_NAMES.get,
    selection_mode="multi",
    default=list(parts.PRODUCT_NAMES),
    key="reports.products",
)
parts.said_before_the_seal(quarters[picked])
if running:
    parts.progress(running.id, person)
elif st.button("生成", type="primary", key="reports.start", disabled=not products):
    parts.start(picked, products, person)

st.subheader("已生成的报告")
done = [job for job in jobs if job is not running]
if not jobs:
    st.info("还没有生成过。在上面选好季度和文件，点“生成”，二十秒左右就好。")
for job in done[:SHOWN]:
    parts.card(job, person, quarters[job.quarter].state if job.quarter in quarters else None)
if len(done) > SHOWN:
    with st.expander(f"更早的 {len(done) - SHOWN} 次"):
        for job in done[SHOWN:]:
            parts.card(job, person, quarters[job.quarter].state if job.quarter in quarters else None)
