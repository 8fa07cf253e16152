"""Parts of 季度报告: what is being written, and the files that are ready to fetch."""

from functools import partial

import streamlit as st

from actions import report_jobs as actions
from actions.report_jobs import PRODUCTS, ReportJob, ReportRefused
from data_access.evaluation_quarters import Quarter
from glossary import QuarterState
from permissions import Person
from ui import address, clock, session
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.text import escaped

# Often enough to see it move, and no more.
EVERY_SECONDS = 1.0
PRODUCT_NAMES = {code: product.label for code, product in PRODUCTS.items()}


def chosen_quarter(known: list[str]) -> str:
    """The quarter in the address, else the newest."""
    asked = st.query_params.get("quarter", "")
    if asked and asked not in known:
        st.warning(f"没有 {escaped(asked[:12])} 的三评可写报告。请从列表中选择季度。")
    names = {quarter: evaluation_terms.in_words(quarter) for quarter in known}
    return address.listed("季度", "quarter", names, key="reports.quarter", default=known[0], width=200)


def said_before_the_seal(quarter: Quarter) -> None:
    """What a report is worth while the quarter is not 定稿, or no longer."""
    if quarter.state is not QuarterState.PUBLISHED:
        standing = "正在更正" if evaluation_loaders.snapshots(quarter.quarter) else "还没有定稿"
        st.caption(f"这一季度{standing}：每一页都注明“未定稿，仅供内部使用”。未关闭轮次的评分不在任何文件里。")


def running_job(jobs: list[ReportJob]) -> ReportJob | None:
    """The job that is being written, if any."""
    return next((job for job in jobs if not job.is_finished and not job.failed), None)


@st.fragment(run_every=EVERY_SECONDS)
def progress(job_id: str, by: Person) -> None:
    """How far the job is; when it ends the page is run anew and shows its files."""
    job = actions.job(session.engine(), job_id=job_id, by=by, at=clock.now())
    if job is None or job.is_finished or job.failed:
        st.rerun()
    st.progress(min(job.done, 1.0), text=f"{evaluation_terms.in_words(job.quarter)}：{job.doing}……")
    st.caption("可以去别的页面或关闭浏览器，写好的文件留在这里。")


def card(job: ReportJob, by: Person, state: QuarterState | None) -> None:
    """One job: of which quarter, when, whose; its files, or why there are none. `state`: of the quarter now."""
    with st.container(border=True, key=f"reports.job.{job.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{evaluation_terms.in_words(job.quarter)}**")
            if job.is_finished:
                st.badge("定稿" if job.sealed else "未定稿", color="green" if job.sealed else "orange")
            st.caption(f"{clock.moment(job.at)}　{escaped(job.by_name)}")
        if job.failed:
            st.error(job.failed)
            return
        with st.container(horizontal=True):
            for product in job.products:
                _download(job, product, by)
        if not job.sealed and state is QuarterState.PUBLISHED:
            st.caption("这是定稿以前生成的。这一季度已经定稿，请重新生成，以定稿后的为准。")
        if job.sealed and state is QuarterState.OPEN:
            st.caption("这一季度正在更正，重新定稿以后请再生成一份。")


def _download(job: ReportJob, product: str, by: Person) -> None:
    kept = PRODUCTS[product]
    content = partial(_content, job.id, product, by)
    button = {"key": f"reports.{job.id}.{product}", "on_click": "ignore", "icon": ":material/download:"}
    st.download_button(f"下载 {kept.label}", content, job.files[product], kept.media_type, **button)


def _content(job_id: str, product: str, by: Person) -> bytes:
    return actions.content(session.engine(), job_id=job_id, product=product, by=by)


def start(quarter: str, products: list[str], by: Person) -> None:
    """Begin, and show the progress; a refusal is shown here."""
    try:
        actions.start(session.engine(), quarter=quarter, products=products, by=by, at=clock.now())
    except (ReportRefused, actions.NoSuchQuarter) as refused:
        st.error(str(refused))
        return
    st.rerun()
