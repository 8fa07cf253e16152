"""A dictionary as a file: the rows of a workbook that are new, those already there, and those that cannot be used."""

from dataclasses import dataclass

from actions.dictionaries import DICTIONARIES, FIELDS, LOOKED_UP, Dictionary
from actions.returned_workbooks import Form, read
from data_access import dictionary_changes
from data_access.engine import Engine
from data_access.workbooks import ProblemRow, every_column
from glossary import code_of
from permissions import Permission, Person, require

NAME = "名称"
FORM = Form(
    rows="条目",
    how="按下载的表格样式填写",
    places_of=every_column,
    needed={NAME: NAME},
    most_rows=2000,
    only_xlsx=False,
)


@dataclass(frozen=True)
class FileRows:
    """What a file holds: rows for `add_many`, how many are there already, and the rows that cannot be used."""

    new: list[dict[str, str | None]]
    known: int
    problems: list[ProblemRow]


def read_file(engine: Engine, *, dictionary: str, content: bytes, file_name: str, by: Person) -> FileRows:
    """The rows of a file laid out like the download; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.MANAGE_DICTIONARIES, "导入字典")
    about = DICTIONARIES[dictionary]
    returned = read(content, file_name, FORM)
    names = {field: _codes(engine, other) for field, other in LOOKED_UP.items()}
    found = dictionary_changes.entries(engine, dictionary=dictionary)
    seen = set(zip(found["name"], found["parent_code"], strict=True))
    new, known, problems = [], 0, []
    for row in returned.rows:
        told = {label: row.text(label) for label in returned.header}
        values = _row(about, told, names)
        if isinstance(values, str):
            problems.append(ProblemRow(row.row_number, "　".join(filter(None, told.values())), values))
        elif (values["name"], values.get("parent_code") or "") in seen:
            known += 1
        else:
            seen.add((values["name"], values.get("parent_code") or ""))
            new.append(values)
    return FileRows(new, known, problems)


def _codes(engine: Engine, dictionary: str) -> dict[str, str]:
    found = dictionary_changes.entries(engine, dictionary=dictionary)
    if dictionary == "category":
        found = found[found["parent_code"] == ""]
    found = found[found["active"]]
    return dict(zip(found["name"], found["code"], strict=True))


def _row(about: Dictionary, read: dict[str, str], names: dict[str, dict[str, str]]) -> dict[str, str | None] | str:
    """The fields of a new entry, or why the row cannot be used."""
    values: dict[str, str | None] = {"name": read[NAME]}
    if not 1 <= len(read[NAME]) <= about.longest:
        return f"请填写名称，不超过 {about.longest} 个字"
    for field in (*about.needs, *about.may_have):
        label, typed = FIELDS[field], read.get(FIELDS[field], "")
        if typed:
            values[field] = code_of(about.kinds, typed) if field == "kind" else names[field].get(typed)
            if values[field] is None:
                return f"{label}“{typed[:30]}”不在字典里"
        elif field in about.needs:
            return f"请填写{label}"
    return values
