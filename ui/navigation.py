"""Which pages a role finds in the navigation, and in which order."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from glossary import Role
from permissions import Person

# A folder called “pages” makes Streamlit take the first visit after a start for an app without st.navigation: it would
# not find the address and say so in English over the right page.
PagesManager.uses_pages_directory = False

ROOT = Path(__file__).resolve().parent.parent
READERS = frozenset({Role.LEADER, Role.OFFICER, Role.HANDLER})
EVERYONE = frozenset(Role)
IDEA_READERS = frozenset({Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR})
WITH_HANDLERS = IDEA_READERS | {Role.HANDLER}
EVALUATION_READERS = IDEA_READERS

# section → (path, title, roles). The path also names the URL; it must stay.
SECTIONS: dict[str, list[tuple[str, str, frozenset[Role]]]] = {
    "看板": [
        ("pages/dashboard/overview.py", "总览", READERS),
        ("pages/dashboard/intake.py", "征集统计", READERS),
        ("pages/dashboard/completion.py", "办理进度", READERS),
        ("pages/dashboard/ideas.py", "金点子成效", IDEA_READERS),
    ],
    "金点子": [
        ("pages/ideas/bank.py", "金点子库", WITH_HANDLERS),
        ("pages/ideas/idea.py", "金点子", WITH_HANDLERS),
        ("pages/ideas/topics.py", "点题", frozenset({Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER})),
        ("pages/ideas/partners.py", "社会力量", IDEA_READERS),
        ("pages/ideas/reserve.py", "政策点子储备库", IDEA_READERS),
        ("pages/ideas/projects.py", "民声转化项目", WITH_HANDLERS),
        ("pages/ideas/project.py", "转化项目", WITH_HANDLERS),
        ("pages/ideas/gallery.py", "金点子展示", IDEA_READERS),
    ],
    "三评": [
        ("pages/evaluation/quarter.py", "季度三评", EVALUATION_READERS),
        ("pages/evaluation/project_evaluation.py", "项目三评", EVALUATION_READERS),
        ("pages/evaluation/expert_review.py", "专家评审", frozenset({Role.EXPERT})),
        ("pages/evaluation/assessment.py", "第三方评估", frozenset({Role.ASSESSOR, Role.COORDINATOR})),
        ("pages/evaluation/ratings.py", "群众评议", frozenset({Role.OFFICER, Role.COORDINATOR})),
        ("pages/evaluation/own_evaluation.py", "本单位三评", frozenset({Role.HANDLER})),
        ("pages/evaluation/rounds.py", "评审轮次", frozenset({Role.COORDINATOR})),
        ("pages/evaluation/quarter_setup.py", "评估组织", frozenset({Role.LEADER, Role.COORDINATOR})),
        ("pages/evaluation/publication.py", "定稿发布", frozenset({Role.LEADER, Role.COORDINATOR})),
        ("pages/evaluation/reports.py", "季度报告", frozenset({Role.LEADER, Role.COORDINATOR})),
    ],
    "工作": [
        ("pages/casework/to_do.py", "待办", EVERYONE),
        ("pages/casework/search.py", "检索", READERS | {Role.PROJECT_MANAGER}),
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
# Opened from a list, with what they show in the address; not in the menu.
OPENED_FROM_LISTS = frozenset(
    {"pages/ideas/idea.py", "pages/ideas/project.py", "pages/evaluation/project_evaluation.py"}
)


def paths_for(person: Person) -> list[str]:
    """Paths of the pages this person finds, in order; the first of a reader is 总览, of everybody else 待办."""
    return [
        path
        for entries in SECTIONS.values()
        for path, _title, roles in entries
        if person.role in roles and (ROOT / path).is_file()
    ]


def address_of(path: str) -> str:
    """Where a page opens: /overview for pages/dashboard/overview.py."""
    return f"/{Path(path).stem}"


def addresses_of(person: Person) -> list[str]:
    """The addresses this person may open, the first page first: what the door in front of the app lets through."""
    return [address_of(path) for path in paths_for(person)]


def pages_for(person: Person, *, open_to_dos: int) -> dict[str, list]:
    """The same as st.navigation wants it, with the number of open to-dos in the title of 待办.

    Streamlit takes its own address away from the default page, so the default is only a step to the first page.
    """
    allowed = paths_for(person)

    def start() -> None:
        st.switch_page(allowed[0], query_params=st.query_params.to_dict())

    sections: dict[str, list] = {"": [st.Page(start, title="民声工作台", default=True, visibility="hidden")]}
    for section, entries in SECTIONS.items():
        for path, title, _roles in entries:
            if path in allowed:
                shown = f"{title}（{open_to_dos}）" if path == TO_DO and open_to_dos else title
                sections.setdefault(section, []).append(_page(path, shown))
    return sections


def keep_address() -> None:
    """Before anybody is known: tell Streamlit every address, so that it holds on to the one that was asked for."""
    paths = [path for entries in SECTIONS.values() for path, _title, _roles in entries if (ROOT / path).is_file()]
    nowhere = st.Page(lambda: None, title="民声工作台", default=True, visibility="hidden")
    st.navigation([nowhere, *(_page(path, "民声工作台") for path in paths)], position="hidden")


def _page(path: str, title: str):
    shown = "hidden" if path in OPENED_FROM_LISTS else "visible"
    return st.Page(path, title=title, url_path=address_of(path).strip("/"), visibility=shown)
