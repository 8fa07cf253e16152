"""What a closed round came to, beside the form of the next: own marks, the panel's middle, unsigned comments."""

import pandas as pd
import streamlit as st

from ui.reviews import review_words
from ui.reviews.review_loaders import Feedback

ABOUT = "本组各位独立评分的中位数和四分位；不署名，也不知道谁给了几分。看法有变可以调整，并请写明理由；没有变就保持。"
TOO_FEW = "本组上一轮计入的评审不足 3 份，不显示中位数。"


def show(found: Feedback | None) -> None:
    """Nothing in the first round."""
    if found is None:
        return
    said = f"，意见 {len(found.comments)} 条" if found.comments else ""
    with st.expander(f"第 {found.round} 轮的情况（本组 {found.count} 份计入{said}）"):
        st.caption(ABOUT if found.figures["median"].notna().any() else TOO_FEW)
        st.table(_in_chinese(found.figures))
        if found.own_comment:
            st.markdown(":gray[我上一轮的意见]")
            st.text(found.own_comment, width="stretch")
        if found.comments:
            st.markdown(":gray[其他评委的意见（不署名）]")
            for comment in found.comments:
                with st.container(border=True):
                    st.text(comment, width="stretch")


def beside(found: Feedback | None, criterion_id: int) -> str:
    """One criterion of it (0: the total), as it stands beside the field; empty when there is nothing."""
    if found is None:
        return ""
    row = found.figures[found.figures["criterion_id"] == criterion_id].iloc[0]
    own = "" if row["own"] != row["own"] else f"我上一轮 {review_words.mark(row['own'])}"
    middle = (
        "" if row["median"] != row["median"] else f"本组中位数 {review_words.mark(row['median'])}（{_spread(row)}）"
    )
    return "，".join(part for part in (own, middle) if part)


def _spread(row) -> str:
    return "–".join(review_words.mark(round(row[name], 2)) for name in ("lower_quartile", "upper_quartile"))


def _in_chinese(figures: pd.DataFrame) -> pd.DataFrame:
    names = {"own": "我的", "lower_quartile": "下四分位", "median": "中位数", "upper_quartile": "上四分位"}
    shown = {label: [review_words.points(value) for value in figures[name]] for name, label in names.items()}
    return pd.DataFrame(shown, index=pd.Index(figures["criterion"], name="标准"))
