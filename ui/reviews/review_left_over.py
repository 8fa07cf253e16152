"""What an expert typed about a project and did not hand in: to be read under what stands, never taken up by itself."""

import streamlit as st

from actions import expert_reviews as actions
from ui import draft_notices, loaders, session
from ui.reviews.review_loaders import ReviewForm
from ui.text import number

ABOUT = "这些内容与提交的不同，没有提交，也不会自动带出；只有您自己看得到，保留 30 天。"
MISSED = "这些内容没有提交，不计入评分；只有您自己看得到。"


def show(row, round: int, begun: ReviewForm) -> None:
    """Nothing when everything typed was handed in."""
    asked = {"assignment_id": int(row.assignment_id), "round": round, "given": begun.given}
    # Drafts are saved without making anything kept stale, so this is read anew.
    found = actions.left_over(session.engine(), **asked, by=loaders.reader())
    if not found:
        return
    names = {actions.mark_field(each.id): each.name for each in begun.criteria.itertuples()}
    names |= {"comment": "意见", "change_reason": "调整理由", "abstain_reason": "弃权的原因"}
    with st.expander(f"没有提交的草稿（{number(len(found))}）"):
        st.caption(ABOUT if begun.given else MISSED)
        for saved_at, typed in found:
            st.markdown(f"**{draft_notices.when(saved_at)}**")
            told = [f"{names[name]}：{text}" for name, text in typed.items() if name in names]
            st.text("\n".join(told), width="stretch")
