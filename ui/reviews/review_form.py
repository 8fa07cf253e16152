"""The form of one review: a mark per criterion with its anchors in sight, the total as it forms, 弃权, handing in."""

from collections.abc import Mapping

import streamlit as st

from actions.review_drafts import mark_field
from actions.review_drafts import subject as draft_subject
from actions.review_marks import LONGEST_COMMENT, LONGEST_REASON, BadMark, changed, parse_mark
from ui import drafts
from ui.draft_forms import Form
from ui.reviews import review_feedback, review_submission, review_words
from ui.reviews.review_loaders import Feedback, ReviewForm, Workbench
from ui.text import escaped

KEY = "review_form"
NAMED = 3  # criteria without a mark that are named, in one line


def show(bench: Workbench, row, begun: ReviewForm, found: Feedback | None, *, height: int | str) -> None:
    """The form of the open round; `height` of what scrolls, in pixels or "content"."""
    subject = draft_subject(row.assignment_id, begun.round.number)
    head = st.container(key=f"{KEY}_head")
    if begun.returned is not None:
        st.warning(f"评估专员退回重评：{begun.returned.returned_reason}")
    with (
        st.container(height=height, key=f"{KEY}_{subject}", border=False),
        drafts.drafting(subject, texts=_texts(begun), labels=_labels(begun)) as form,
    ):
        review_feedback.show(found)
        marks, bad = {}, 0
        for criterion in begun.criteria.itertuples():
            value = _criterion(form, criterion, review_feedback.beside(found, criterion.id))
            marks |= {} if value is None else {criterion.id: value}
            bad += value is None and bool(st.session_state[form.key(mark_field(criterion.id))].strip())
        texts = _words(form, begun, changed(marks, begun.earlier))
    _total(head, begun, marks, bad, review_feedback.beside(found, 0))
    review_submission.buttons(bench, row, begun, subject, marks=marks, texts=texts, bad=bad)
    fields = f'[class*="st-key-draft_text__{subject}__mark_"] input'
    review_words.begin_in(fields, subject, digits=True)


def _texts(begun: ReviewForm) -> dict[str, str]:
    """What stands in the fields to begin with: what was given back, else the marks of the round before."""
    first: Mapping[int, float] = begun.returned.marks if begun.returned else begun.earlier
    texts = {mark_field(each): review_words.mark(first[each]) if each in first else "" for each in begun.criteria["id"]}
    texts["comment"] = begun.returned.comment if begun.returned else ""
    texts["change_reason"] = begun.returned.change_reason if begun.returned else ""
    return texts | {"abstain_reason": ""}


def _labels(begun: ReviewForm) -> dict[str, str]:
    names = {mark_field(row.id): row.name for row in begun.criteria.itertuples()}
    return names | {"comment": "意见", "change_reason": "调整理由", "abstain_reason": "弃权的原因"}


def _criterion(form: Form, criterion, beside: str) -> float | None:
    """One mark; None while there is none, or none that can be read."""
    with st.container(border=True, gap="xsmall"):
        label = f"{escaped(criterion.name)}（权重 {review_words.mark(criterion.weight)}）"
        typed = st.text_input(label, key=form.key(mark_field(criterion.id)), placeholder="0–100", width=160)
        value = None
        try:
            value = parse_mark(typed)
        except BadMark as bad:
            st.markdown(f":red[{escaped(str(bad))}]")
        if beside:
            st.caption(beside)
        st.markdown(escaped(criterion.question))
        st.markdown("  \n".join(_anchor(*each, value) for each in criterion.anchors))
    return value


def _anchor(low: float, high: float, words: str, value: float | None) -> str:
    """A band and what it stands for; the one the mark lies in is set off."""
    band = f"{review_words.mark(low)}–{review_words.mark(high)}"
    # Marks have decimals, bands end in whole points: 89.5 still belongs to the band that ends at 89.
    if value is not None and low <= value < high + 1:
        return f":blue[**{band}　{escaped(words)}**]"
    return f":gray[{band}　{escaped(words)}]"


def _words(form: Form, begun: ReviewForm, differing: list[int]) -> dict[str, str]:
    written = {"max_chars": LONGEST_COMMENT, "height": 100}
    hint = "优点、不足和建议；下一轮不署名给本组评委看，请不要写出姓名"
    texts = {"comment": st.text_area("意见", key=form.key("comment"), placeholder=hint, **written)}
    texts["change_reason"] = ""
    if begun.earlier:
        names = begun.criteria.set_index("id")["name"]
        told = f"（改了 {'、'.join(names[which] for which in differing)}，必填）" if differing else "（分数有变时填写）"
        reason = {"max_chars": LONGEST_REASON, "height": 80}
        texts["change_reason"] = st.text_area(f"调整理由{told}", key=form.key("change_reason"), **reason)
    with st.expander("弃权"):
        st.caption("不熟悉这个领域、材料不足以判断时可以弃权；弃权不计分，需要说明原因。有利害关系的请回避，不要弃权。")
        reason = {"max_chars": LONGEST_REASON, "height": 80}
        texts["abstain_reason"] = st.text_area("弃权的原因", key=form.key("abstain_reason"), **reason)
    return texts


def _total(place, begun: ReviewForm, marks: Mapping[int, float], bad: int, beside: str) -> None:
    """The weighted total once every mark is there; before that what is lacking."""
    with place:
        lacking = [row.name for row in begun.criteria.itertuples() if row.id not in marks]
        if lacking:
            wrong = f"（其中 {bad} 项写的不是分数）" if bad else ""
            named = f"：{escaped('、'.join(lacking))}" if len(lacking) <= NAMED else ""
            done = f"已评 {len(marks)} / {len(begun.criteria)} 项"
            st.markdown(f"{done}，**还差 {len(lacking)} 项**{wrong}{named}")
        else:
            told = f"　:gray[{escaped(beside)}]" if beside else ""
            st.markdown(f"加权总分　**{review_words.points(begun.total(marks))}**{told}")
