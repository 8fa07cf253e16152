"""社会力量: who can be asked about an idea, who is asked too often or never, and what did they give?"""

import streamlit as st

from permissions import Permission, Person
from reports.partner_workbook import partner_workbook
from reports.rejected_rows import rejected_rows_workbook
from ui import loaders, outcomes, session
from ui.partners import partner_card, partner_files, partner_roster


def show_rosters(person: Person) -> None:
    """Everybody: figures, filters, the table, files."""
    manages = person.may(Permission.MANAGE_PARTNERS)
    total = partner_roster.figures(as_of)
    if not total:
        st.info("名册还是空的。" + ("可以登记一位，或在下面导入一份名册。" if manages else "由项目经理登记或导入。"))
    asked = partner_roster.chosen(person)
    found = partner_roster.table(asked, as_of)
    if total and not found:
        st.info("没有符合条件的人，请换个词或放宽条件。")
    if not manages:
        st.caption("电话只有项目经理能看全。")
    with st.expander("下载和导入" if manages else "下载"):
        partner_files.exporting(asked, as_of, found, write=partner_workbook)
        if manages:
            partner_files.importing(write_left_out=rejected_rows_workbook)


as_of = loaders.reporting_day()

st.title("社会力量")
outcomes.show()
opened = st.query_params.get(partner_roster.PARAMETER, "")
# No st.stop after a card: a run that is stopped leaves the filters' values here while the browser forgets them.
if opened:
    partner_card.show(opened, as_of, session.current_person())
else:
    show_rosters(session.current_person())
