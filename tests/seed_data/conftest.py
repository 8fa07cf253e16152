"""The loaded demonstration database, read with plain SQL."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data_access.engine import connect


@pytest.fixture(scope="session")
def demonstration(demonstration_template: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to the loaded file: these tests use none of the product's queries."""
    connection = sqlite3.connect(demonstration_template)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def engine_of_template(demonstration_template: Path) -> Iterator[Engine]:
    """The product's own way to the same file, for reading."""
    engine = connect(f"sqlite:///{demonstration_template}")
    yield engine
    engine.dispose()
