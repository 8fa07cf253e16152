"""专家评审: which projects are mine to review, what is in their files, and what do I give them?"""

import streamlit as st

from reports.rejected_rows import rejected_rows_workbook
from reports.review_workbook import review_workbook
from ui import outcomes, phones
from ui.reviews import (
    review_declaration,
    review_file,
    review_files,
    review_form,
    review_left_over,
    review_list,
    review_loaders,
    review_questions,
    review_submission,
    review_words,
)
from ui.text import escaped

BESIDE = 520  # pixels of file and form beside each other, each scrolling for itself


def show_list() -> None:
    """All of them, with what was asked."""
    st.title("专家评审")
    outcomes.show()
    review_list.head(bench)
    if bench.quarter is not None:
        review_questions.show(bench)
        review_list.rows(bench)
        review_files.show(bench, write=review_workbook, write_left_out=rejected_rows_workbook)


def show_project(row) -> None:
    """One of them: the declaration first, then file and form."""
    review_words.to_list()
    st.title(escaped(row.title))
    with st.container():  # always one place: what comes or goes above the form would take the cursor out of its field
        outcomes.show()
    st.caption(f"{row.number}　{review_words.departments(row)}")
    review_list.line(bench)
    if row.recused:
        st.info("您已回避这个项目：不显示材料，也不评分。")
    elif not row.declared:
        review_declaration.show(row)
    elif refusal := review_loaders.ruled_out(row.assignment_id):
        show_ruled_out(row, refusal)
    else:
        show_file_and_form(row)


def show_ruled_out(row, refusal: str) -> None:
    """The file stays closed; what the expert gave or wrote is the expert's own."""
    st.error(refusal)
    begun = review_loaders.form(row.assignment_id)
    if begun.given is not None:
        review_submission.given(begun, begun.given)
    if begun.given is not None or begun.round is not None:
        review_left_over.show(row, begun.given.round if begun.given else begun.round.number, begun)
    review_declaration.later(row)


def show_file_and_form(row) -> None:
    """Side by side on a desk, one behind the other on a phone."""
    file, begun = review_loaders.case_file(row.assignment_id), review_loaders.form(row.assignment_id)
    if phones.is_phone():
        right, left = st.tabs(["评分", "材料"])
        height = "content"
    else:
        left, right = st.columns(2, gap="medium")
        height = BESIDE
    with left, st.container(height=height, border=height != "content", key=f"expert_review_file_{row.assignment_id}"):
        review_file.show(file)
    with right:
        show_form(row, begun, height)


def show_form(row, begun, height: int | str) -> None:
    """What can be given now, or what was."""
    if begun.given is not None:
        review_submission.given(begun, begun.given)
        review_left_over.show(row, begun.given.round, begun)
    elif begun.round is not None:
        review_form.show(bench, row, begun, review_loaders.feedback(row.assignment_id), height=height)
        return
    elif bench.round is not None and not bench.round.is_open and row.in_round:
        st.warning(f"第 {bench.round.number} 轮已关闭，这个项目您没有提交（未评）。写过的内容在下面。")
        review_left_over.show(row, bench.round.number, begun)
    else:
        st.info("这个项目现在没有要评的轮次。")
    review_declaration.later(row)


bench = review_loaders.assigned(st.query_params.get("quarter"))
chosen = review_list.opened(bench)
if chosen is None:
    show_list()
else:
    show_project(chosen)
