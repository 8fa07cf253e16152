"""What a person sees when a page fails: a sentence and a number, never an English trace."""

import logging
import secrets

import streamlit as st

from permissions import NotPermitted
from working_time import CalendarProblem

log = logging.getLogger("workbench")


def show(error: Exception) -> bool:
    """For st.App: say it in Chinese, keep the details in the log under the same number; nothing else is shown."""
    if isinstance(error, (NotPermitted, CalendarProblem)):
        st.warning(str(error))
        return True
    number = secrets.token_hex(3).upper()
    log.error("fault %s", number, exc_info=error)
    st.error(
        f"这个页面出错了，没有显示完整。已保存的内容都在。请刷新重试；如果仍然这样，请把编号 {number} 告诉系统管理员。"
    )
    return True
