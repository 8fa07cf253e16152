"""What a suggestion can be filed under: channels, townships, departments, categories, stations, collectors."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

import glossary
from data_access.schema.base import Identity, metadata, term

channel = Table(
    "channel",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(40), nullable=False, comment="label on screen"),
    Column("line", term(glossary.Line), nullable=False, comment="online or offline"),
    Column("position", SmallInteger, nullable=False, comment="order on screen"),
    Column("active", Boolean, nullable=False, default=True),
)

township = Table(
    "township",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

department = Table(
    "department",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

category = Table(
    "category",
    metadata,
    Column("code", String(48), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("parent_code", ForeignKey("category.code"), comment="null on the first of the two levels"),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    UniqueConstraint("parent_code", "name"),
)

station = Table(
    "station",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("kind", term(glossary.StationKind), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

collector = Table(
    "collector",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("kind", term(glossary.CollectorKind), nullable=False),
    Column("township_code", ForeignKey("township.code")),
    Column("station_code", ForeignKey("station.code")),
    Column("active", Boolean, nullable=False, default=True),
)
