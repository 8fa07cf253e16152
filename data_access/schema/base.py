"""What every table is made of: one metadata, numbered rows, closed vocabularies."""

from sqlalchemy import BigInteger, Enum, Integer, MetaData

import glossary

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only numbers rows by itself in a column typed INTEGER.
Identity = BigInteger().with_variant(Integer, "sqlite")


def term(vocabulary: type[glossary.Term]) -> Enum:
    """A closed vocabulary: stored as its code, refused when unknown."""
    codes = [member.value for member in vocabulary]
    return Enum(*codes, native_enum=False, create_constraint=False, length=32, validate_strings=True)
