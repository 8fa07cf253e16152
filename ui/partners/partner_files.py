"""Rosters as files: a workbook to edit, what everybody gave, and the import, looked at before anything is stored."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import streamlit as st

from actions import partner_files as actions
from actions.returned_workbooks import EditedFile
from data_access import partner_contributions
from data_access.partner_layout import PartnerRows
from glossary import PartnerKind, labels
from permissions import Person
from ui import clock, loaders, session
from ui.partners import partner_words
from ui.partners.partner_loaders import PartnerFilter
from ui.returned_workbooks import EMPTY, Upload, WriteLeftOut, store_label
from ui.tables import EXCEL_TYPE, to_excel
from ui.text import number

ABOUT_IMPORTS = (
    "在下载的名册上修改，存成 .xlsx 后选在这里：只存改过的格子；编号和版本留空的行新登记；"
    "下载以后别人改过的行不会被覆盖。存入前先列给您核对。"
)


# What a download button makes is made when it is pressed, outside the run: nothing of the session is there then.


def exporting(asked: PartnerFilter, as_of: date, total: int, *, write: Callable[[PartnerRows], bytes]) -> None:
    """The roster of the filter in the layout that can be imported again, and what everybody gave.

    `write`: reports.partner_workbook.partner_workbook.
    """
    today, who = f"{clock.shanghai(clock.now()):%Y-%m-%d}", loaders.reader()
    with st.container(horizontal=True):
        make = partial(_exported, asked, as_of, who, write)
        st.download_button(
            f"下载名册（{number(total)} 位）", make, f"社会力量名册 {today}.xlsx", EXCEL_TYPE,
            key="partner_files.roster", on_click="ignore",
        )  # fmt: skip
        make = partial(_contributions, as_of, who, loaders.names("township"))
        st.download_button(
            "下载贡献统计（全部）", make, f"社会力量贡献统计 {today}.xlsx", EXCEL_TYPE,
            key="partner_files.contributions", on_click="ignore",
        )  # fmt: skip


def _exported(asked: PartnerFilter, as_of: date, by: Person, write: Callable[[PartnerRows], bytes]) -> bytes:
    return write(actions.export(session.engine(), asked=asked, by=by, as_of=as_of))


def _contributions(as_of: date, by: Person, places: Mapping[str, str]) -> bytes:
    found = partner_contributions.contributions(session.engine(), by=by, as_of=as_of)
    return to_excel(partner_words.contributions_in_chinese(found, places))


def importing(*, write_left_out: WriteLeftOut) -> None:
    """An edited workbook: choose, look at what it changes, store it."""
    st.caption(ABOUT_IMPORTS)
    upload = Upload("partner_files", "改好的名册（.xlsx）", actions.read_file, write_left_out)
    seen = upload.looked_at()
    if seen is None:
        return
    counts = {"修改": len(seen.changed), "新登记": len(seen.new), "没有变化": seen.unchanged}
    upload.summary(counts | {"不能存入": len(seen.left_out)}, seen.ignored)
    upload.changed(seen.changed, {"编号": lambda row: row.number, "姓名（名称）": lambda row: row.given.name})
    _show_new(seen, upload)
    upload.stale(seen.stale)
    upload.problems(seen.problems, seen)
    counted = _counted(seen)
    upload.confirm(seen, store_label(counted, len(seen.left_out)), actions.apply, lambda _done: f"{counted}。")


def _counted(seen: EditedFile) -> str:
    cells = sum(len(row.cells) for row in seen.changed)
    parts = [f"{number(len(seen.changed))} 位的 {number(cells)} 处修改"] if seen.changed else []
    return "和".join([*parts, *([f"新登记 {number(len(seen.new))} 位"] if seen.new else [])])


def _show_new(seen: EditedFile, upload: Upload) -> None:
    if not seen.new:
        return
    st.write("新登记的：")
    kinds = labels(PartnerKind)
    new = [
        (row.row_number, row.given.name, kinds[row.given.kind.value], partner_words.township(row.given.township_code))
        + (row.given.organisation or EMPTY, partner_words.skills(row.given.skills) or EMPTY, row.given.phone or EMPTY)
        for row in seen.new
    ]
    upload.table(new, ("行号", "姓名（名称）", "类型", "镇办区", "单位", "擅长领域", "电话"), "new")
