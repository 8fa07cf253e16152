"""Choices that live in the address: a link, a refresh and the browser's back button bring them back.

Each control reads its parameter the first time it is drawn and writes it afterwards; what `one` begins with is not
written, and parameters of others stay.
"""

from collections.abc import Iterable, Mapping

import streamlit as st


def many(label: str, name: str, options: Mapping[str, str], *, key: str, **widget: object) -> tuple[str, ...]:
    """Several codes out of `options` (code → name), in the address as name=a,b."""
    if key not in st.session_state:
        wanted = st.query_params.get(name, "").split(",")
        st.session_state[key] = [code for code in wanted if code in options]
    given = {"placeholder": "全部", **widget}
    chosen = st.multiselect(label, list(options), format_func=options.get, key=key, **given)
    _write(name, ",".join(chosen))
    return tuple(chosen)


def one(label: str, name: str, options: Mapping[str, str], *, key: str, default: str, **widget: object) -> str:
    """One code out of `options` as buttons side by side; `default` is not written."""
    if key not in st.session_state:
        wanted = st.query_params.get(name, default)
        st.session_state[key] = wanted if wanted in options else default
    given = {"required": True, "label_visibility": "collapsed", **widget}
    chosen = st.segmented_control(label, list(options), format_func=options.get, key=key, **given) or default
    _write(name, "" if chosen == default else chosen)
    return chosen


def listed(label: str, name: str, options: Mapping[str, str], *, key: str, default: str, **widget: object) -> str:
    """One code out of `options` from a list; always written, so that a link tells what it shows."""
    if st.session_state.get(key) not in options:
        wanted = st.query_params.get(name, "")
        st.session_state[key] = wanted if wanted in options else default
    chosen = st.selectbox(label, list(options), format_func=options.get, key=key, **widget)
    _write(name, chosen)
    return chosen


def words(label: str, name: str, *, key: str, **widget: object) -> str:
    """What somebody types, without blanks around it."""
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get(name, "")
    typed = st.text_input(label, key=key, **widget).strip()
    _write(name, typed)
    return typed


def lists(
    labels: Mapping[str, str], options: Mapping[str, Mapping[str, str]], *, key: str
) -> dict[str, tuple[str, ...]]:
    """A popover with one list per name of `labels`, the way to clear them, and on its button how many are in use."""
    keys = {name: f"{key}.{name}" for name in labels}
    used = sum(_is_used(name, options[name], keys[name]) for name in labels)
    with st.popover(f"筛选（{used}）" if used else "筛选"):
        chosen = {name: many(label, name, options[name], key=keys[name]) for name, label in labels.items()}
        st.button("清除筛选", on_click=forget, args=(tuple(labels), tuple(keys.values())), key=f"{key}.clear")
    return chosen


def _is_used(name: str, options: Mapping[str, str], key: str) -> bool:
    """Whether anything is chosen that there is: a code nobody knows filters nothing."""
    if key in st.session_state:
        return bool(st.session_state[key])
    return any(code in options for code in st.query_params.get(name, "").split(","))


def forget(names: Iterable[str], keys: Iterable[str]) -> None:
    """Take parameters and their controls back to nothing chosen; call it from a callback."""
    for name in names:
        st.query_params.pop(name, None)
    for key in keys:
        st.session_state.pop(key, None)


def _write(name: str, value: str) -> None:
    if st.query_params.get(name, "") == value:
        return
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
