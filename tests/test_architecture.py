"""The house keeps its shape: who may import whom, how long a page may be, what a module must say."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = [
    "app",
    "server",
    "manage",
    "glossary",
    "permissions",
    "working_time",
    "pages",
    "ui",
    "web",
    "actions",
    "commands",
    "scoring",
    "insight",
    "reports",
    "data_access",
    "seed_data",
    "benchmarks",
]
FREE = {"glossary", "permissions", "working_time"}  # may be imported by all
ALLOWED = {
    "glossary": set(),
    "permissions": {"glossary"},
    "working_time": set(),
    "data_access": FREE | {"data_access"},
    "scoring": FREE | {"scoring"},
    "insight": FREE | {"insight"},
    "actions": FREE | {"actions", "data_access", "scoring", "insight"},
    "ui": FREE | {"ui", "data_access", "actions", "scoring", "insight"},
    "pages": FREE | {"ui", "actions", "scoring", "insight", "reports"},
    "web": FREE | {"web", "actions", "data_access"},
    "reports": FREE | {"reports", "data_access", "scoring", "insight"},
    # actions: a demonstration quarter is sealed by the action that seals a real one
    "seed_data": FREE | {"seed_data", "data_access", "scoring", "actions"},
    "commands": FREE | {"commands", "actions", "data_access", "scoring", "seed_data", "reports"},
}
STREAMLIT = {"app", "pages", "ui", "server", "benchmarks"}
SQLALCHEMY = {"data_access"}
# Migrations keep whole tables as they were that day; word lists are data.
LONG_MIGRATIONS = ("0001_first_tables", "0005_ideas", "0007_evaluation")
LONG_FILES = {f"data_access/migrations/versions/{name}.py" for name in LONG_MIGRATIONS}


def modules() -> list[Path]:
    found = [path for name in OURS for path in (ROOT / name).rglob("*.py")]
    return sorted([*found, *(ROOT / f"{name}.py" for name in OURS if (ROOT / f"{name}.py").exists())])


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def package(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
class TestEveryModule:
    def test_imports_only_what_its_layer_may(self, path):
        allowed = ALLOWED.get(package(path))
        if allowed is not None:
            assert imports(path) & set(OURS) <= allowed | {package(path)}

    def test_leaves_streamlit_to_the_screens(self, path):
        assert "streamlit" not in imports(path) or package(path) in STREAMLIT

    def test_leaves_sql_to_data_access(self, path):
        assert "sqlalchemy" not in imports(path) or package(path) in SQLALCHEMY

    def test_says_what_it_is_in_its_first_line(self, path):
        assert path.name == "__init__.py" or ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    def test_fits_its_room(self, path):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        name = str(path.relative_to(ROOT))
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        limit = 120 if package(path) == "pages" else 60 if name in ("app.py", "server.py") else 250
        assert lines <= limit or name in LONG_FILES or "词表" in docstring or "word list" in docstring.lower()


def test_scoring_and_insight_do_not_know_each_other():
    for path in modules():
        if package(path) in ("scoring", "insight"):
            assert not imports(path) & ({"scoring", "insight"} - {package(path)})


def test_no_page_lies_where_streamlit_would_serve_it_without_sign_in():
    assert [path for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py"] == []


def test_no_page_defines_caching_or_sql():
    for path in (ROOT / "pages").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "cache_data" not in source
        assert "groupby" not in source
        assert "select(" not in source
        assert "st.stop(" not in source  # session.stop leaves the mark of a whole page
