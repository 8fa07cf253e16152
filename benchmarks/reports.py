"""The files of a quarterly report, each timed: what a person waits for, and what a large quarter costs."""

import time

from actions.quarter_reports import assembled
from data_access.engine import Engine
from data_access.report_files import PRODUCTS
from reports.quarter_files import written
from working_time import utc_now

# Word, PDF and Excel together for 200 projects with 30 experts and three rounds.
MOST_SECONDS = 20.0


def measured(engine: Engine, quarter: str) -> dict[str, float]:
    """Seconds to read and compute the quarter, and to write each file."""
    began = time.perf_counter()
    found = assembled(engine, quarter=quarter, at=utc_now())
    seconds = {"material": time.perf_counter() - began}
    for product in PRODUCTS:
        began = time.perf_counter()
        written(found, product)
        seconds[product] = time.perf_counter() - began
    return seconds
