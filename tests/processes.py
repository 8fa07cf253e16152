"""Starting other processes from a test, whatever ran in this one before."""

import sys
from collections.abc import Iterable
from multiprocessing.process import BaseProcess
from types import ModuleType


def start(people: Iterable[BaseProcess]) -> None:
    """Start spawned processes. Streamlit's tests leave a page as __main__, which a new process would run first."""
    kept = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        for process in people:
            process.start()
    finally:
        sys.modules["__main__"] = kept
