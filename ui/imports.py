"""Parts of 导入: the columns to choose, and previews, rejected rows and earlier batches as they read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
import streamlit as st

from actions.imports import FIELDS, ImportOptions, ImportPreview, ImportResult
from data_access.dictionaries import dictionary
from data_access.engine import Engine
from data_access.import_records import RejectedRow
from glossary import Nature, Tier, labels
from ui import clock
from ui.text import number

NONE = "（文件里没有）"
_DICTIONARIES = ("category", "township", "department", "station", "collector")
_KINDS_SHOWN = 50
_TIMES = ("received_at", "answered_at", "completed_at")
BATCH_COLUMNS = {
    "batch_id": "批次",
    "at": "导入时间",
    "channel": "渠道",
    "file_name": "文件",
    "by_name": "经办人",
    "stored": "存入",
    "repeated": "重复未存",
    "rejected": "不能存入",
    "undone": "撤销",
}
BATCH_FORMATS = {
    BATCH_COLUMNS[name]: st.column_config.NumberColumn(format="localized")
    for name in ("stored", "repeated", "rejected")
}


def channel_names(engine: Engine) -> dict[str, str]:
    """Code → label of the channels in use."""
    return dict(dictionary(engine, "channel").itertuples(index=False))


def choose_columns(header: Sequence[str], guessed: Mapping[str, str], key: str) -> dict[str, str]:
    """Which column is what: the guess, corrected by the person."""
    chosen = {}
    choices = [NONE, *header]
    places = st.columns(4)
    for position, (field, label) in enumerate(FIELDS.items()):
        index = choices.index(guessed[field]) if field in guessed else 0
        column = places[position % 4].selectbox(label, choices, index=index, key=f"{key}.{field}")
        if column != NONE:
            chosen[field] = column
    return chosen


def show_result(done: ImportResult, file_name: str) -> None:
    """What became of the rows of a file that was just imported."""
    st.write(f"第 {done.batch_id} 批：{file_name}")
    counts = {"存入": done.stored, "重复未存": done.repeated, "不能存入": done.rejected}
    with st.container(horizontal=True, gap="large"):
        for label, value in counts.items():
            st.metric(label, number(value), width="content")
    if done.repeated and not done.stored:
        st.info("能存的每一条此前都已存入，这次没有新增。")


def choose_options(key: str, mapping: Mapping[str, str]) -> ImportOptions:
    """What the person decides about what the file does not say; nothing of it is on by itself."""
    received_on = st.date_input(
        "没有收到时间的行，都按哪一天收到计",
        value=None,
        format="YYYY-MM-DD",
        key=f"{key}.received_on",
    )
    st.caption("不填，没有收到时间的行就不存入。填了，会在每一件的办理记录里写明这一天是导入时指定的。")
    opened = "category" in mapping and st.checkbox(
        "分类不在字典里的，存为未分类，原词记入办理记录", key=f"{key}.open_categories"
    )
    reviewed = "answer" in mapping and st.checkbox(
        "文件中的答复都经过审核：有实质内容的算作已办结", key=f"{key}.reviewed"
    )
    return ImportOptions(answers_are_reviewed=reviewed, received_on=received_on, unknown_category_is_open=opened)


def preview_table(engine: Engine, seen: ImportPreview) -> pd.DataFrame:
    """The first rows with our labels as column names, one column per field that the file has."""
    names = {table: dict(dictionary(engine, table).itertuples(index=False)) for table in _DICTIONARIES}
    names |= {"nature": labels(Nature), "tier": labels(Tier)}
    shown = [
        {"行号": row.row_number}
        | {FIELDS[field]: _shown(field, getattr(row, field), names) for field in FIELDS if field in seen.mapping}
        | ({} if row.has_received_at else {FIELDS["received_at"]: f"{row.received_at:%Y-%m-%d}（指定）"})
        for row in seen.rows
    ]
    return pd.DataFrame(shown)


def _shown(field: str, value: object, names: dict[str, dict]) -> str:
    if value is None or value == "":
        return "待定性" if field == "nature" else "—"
    if field in _TIMES:
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(names.get(field, {}).get(value, value))


def rejected_summary(rows: Sequence[RejectedRow]) -> pd.DataFrame:
    """What is wrong and in how many rows, the most frequent first: what to put right first."""
    counted = Counter((row.column_name, row.value[:40] or "（空）") for row in rows)
    shown = [(column, value, count) for (column, value), count in counted.most_common(_KINDS_SHOWN)]
    return pd.DataFrame(shown, columns=["问题列", "原值", "行数"])


def rejected_table(rows: Sequence[RejectedRow]) -> pd.DataFrame:
    """Rejected rows: where, what was there, and why it cannot be stored."""
    shown = [(row.row_number, row.column_name, row.value, row.reason) for row in rows]
    return pd.DataFrame(shown, columns=["行号", "问题列", "原值", "原因"])


def pick_batch(batches: pd.DataFrame) -> Iterator:
    """Earlier imports to look at; the one that is picked, as a row of `batches`."""
    st.caption("勾选一批，可以下载未存入的行，或撤销。")
    picked = st.dataframe(
        batch_table(batches),
        hide_index=True,
        column_config=BATCH_FORMATS,
        key="imports.batches",
        on_select="rerun",
        selection_mode="single-row",
    )
    for position in picked.selection.rows:
        if position < len(batches):
            yield batches.iloc[position]


def batch_table(batches: pd.DataFrame) -> pd.DataFrame:
    """Earlier imports with Chinese headers and local times."""
    undone = [
        f"{name} {clock.moment(at)}" if isinstance(name, str) and name else "—"
        for name, at in zip(batches["undone_by_name"], batches["undone_at"], strict=True)
    ]
    shown = batches.assign(at=[clock.moment(at) for at in batches["at"]], undone=undone)
    return shown[list(BATCH_COLUMNS)].rename(columns=BATCH_COLUMNS)
