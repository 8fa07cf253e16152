"""What a query returns, as the frame it is read into."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, Select


def frame_of(connection: Connection, query: Select, names: Sequence[str], *, dtype: type | None = None) -> pd.DataFrame:
    """The rows of a query under these names; columns of `dtype`, else as pandas infers them from the values."""
    rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=list(names), dtype=dtype)
