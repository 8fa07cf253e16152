"""What every action on a quarter of the 三评 checks first: that it exists and still takes what is brought."""

from collections.abc import Collection

from data_access import evaluation_quarters
from data_access.engine import Connection
from data_access.evaluation_quarters import NoSuchQuarter, Quarter
from glossary import QuarterState

__all__ = ["NoSuchQuarter", "Quarter", "QuarterClosed", "QuarterRefused", "StaleQuarter", "held_quarter", "seen"]


class QuarterRefused(Exception):
    """Nothing was stored; the message is a sentence for the screen."""


class QuarterClosed(QuarterRefused):
    """The quarter is in a state that does not take this."""


class StaleQuarter(QuarterRefused):
    """Somebody changed the quarter first."""


def held_quarter(
    connection: Connection, quarter: str, *, states: Collection[QuarterState] = (QuarterState.OPEN,)
) -> Quarter:
    """The quarter, held until the transaction ends, in one of these states.

    Raises: NoSuchQuarter, QuarterClosed.
    """
    found = evaluation_quarters.find(connection, quarter, lock=True)
    if found.state not in states:
        way_out = {
            QuarterState.PREPARING: "请评估专员先开启评估。",
            QuarterState.OPEN: "规则和名单在开启评估后不再改动。",
            QuarterState.PUBLISHED: "定稿后的数据不再改动；确有错误，请评估专员提请更正发布。",
        }[found.state]
        raise QuarterClosed(f"{quarter} 三评现在是“{found.state.label}”，没有存入任何内容。{way_out}")
    return found


def seen(quarter: Quarter, version: int) -> None:
    """Raises StaleQuarter unless the person saw the quarter as it stands."""
    if quarter.version != version:
        raise StaleQuarter(f"{quarter.quarter} 三评刚被别人改动过，您的操作没有存入。请看过新内容再操作。")
