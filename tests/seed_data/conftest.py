"""The loaded demonstration database, read with plain SQL."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demonstration(demonstration_template: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to the loaded file: these tests use none of the product's queries."""
    connection = sqlite3.connect(demonstration_template)
    yield connection
    connection.close()
