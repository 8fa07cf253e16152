"""Uncached reads for the signed-in person: to-dos, sessions, accounts. They must be true at every click."""

from datetime import datetime

import pandas as pd

from data_access import accounts, sign_ins, to_do
from ui import session


def open_to_dos() -> pd.DataFrame:
    """See data_access.to_do.open_to_dos."""
    return to_do.open_to_dos(session.engine(), by=session.current_person())


def done_to_dos(*, since: datetime) -> pd.DataFrame:
    """See data_access.to_do.done_to_dos."""
    return to_do.done_to_dos(session.engine(), by=session.current_person(), since=since)


def open_sessions(*, since: datetime) -> pd.DataFrame:
    """See data_access.sign_ins.open_sessions."""
    return sign_ins.open_sessions(session.engine(), account_id=session.current_person().account_id, since=since)


def all_accounts() -> pd.DataFrame:
    """See data_access.accounts.accounts."""
    return accounts.accounts(session.engine(), by=session.current_person())


def account_history(account_id: int) -> pd.DataFrame:
    """See data_access.accounts.account_history."""
    return accounts.account_history(session.engine(), account_id=account_id, by=session.current_person())


def department_names() -> dict[str, str]:
    """See data_access.accounts.department_names."""
    return accounts.department_names(session.engine())


def collector_names() -> dict[int, str]:
    """See data_access.accounts.collector_names."""
    return accounts.collector_names(session.engine())
