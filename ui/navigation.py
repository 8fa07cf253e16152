"""Which pages a role finds in the navigation, and in which order."""

from pathlib import Path

import streamlit as st

from glossary import Role
from permissions import Person

ROOT = Path(__file__).resolve().parent.parent
READERS = frozenset({Role.LEADER, Role.OFFICER, Role.HANDLER})
EVERYONE = frozenset(Role)

# section → (path, title, roles). The path also names the URL; it must stay.
SECTIONS: dict[str, list[tuple[str, str, frozenset[Role]]]] = {
    "看板": [
        ("pages/dashboard/overview.py", "总览", READERS),
        ("pages/dashboard/intake.py", "征集统计", READERS),
        ("pages/dashboard/completion.py", "办理进度", READERS),
    ],
    "工作": [
        ("pages/casework/to_do.py", "待办", EVERYONE),
        ("pages/casework/imports.py", "导入", frozenset({Role.OFFICER})),
    ],
    "系统": [
        ("pages/admin/accounts.py", "账户管理", frozenset({Role.ADMINISTRATOR})),
        ("pages/admin/settings.py", "办理规则", frozenset({Role.ADMINISTRATOR})),
        ("pages/admin/working_days.py", "工作日历", frozenset({Role.ADMINISTRATOR})),
        ("pages/admin/dictionaries.py", "字典", frozenset({Role.ADMINISTRATOR})),
        ("pages/admin/own_account.py", "我的账户", EVERYONE),
    ],
}
TO_DO = "pages/casework/to_do.py"


def paths_for(person: Person) -> list[str]:
    """Paths of the pages this person finds, in order; the first of a reader is 总览, of everybody else 待办."""
    return [
        path
        for entries in SECTIONS.values()
        for path, _title, roles in entries
        if person.role in roles and (ROOT / path).is_file()
    ]


def pages_for(person: Person, *, open_to_dos: int) -> dict[str, list]:
    """The same as st.navigation wants it, with the number of open to-dos in the title of 待办."""
    allowed = paths_for(person)
    sections: dict[str, list] = {}
    for section, entries in SECTIONS.items():
        for path, title, _roles in entries:
            if path in allowed:
                shown = f"{title}（{open_to_dos}）" if path == TO_DO and open_to_dos else title
                page = st.Page(path, title=shown, url_path=Path(path).stem, default=path == allowed[0])
                sections.setdefault(section, []).append(page)
    return sections
