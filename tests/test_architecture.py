"""The layers of ARCHITECTURE.md: imports point down only, and the core knows nothing of the app."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "autoglm_core"

LAYER_0 = {
    "messages", "errors", "table", "cells", "spec", "config", "events", "recipe", "result", "schema", "contracts",
    "registry", "skops_io", "predict", "manifest", "experiment", "priorities",
    "ranking", "fitness",
}  # fmt: skip
LAYER_1 = {
    "data", "tasks", "prepare", "features", "models", "search.samplers", "search.pruners", "ensemble", "evaluation",
    "explain", "export", "goal",
}  # fmt: skip
LAYER_2 = {"search", "fastest", "pipeline", "summary", "lab", "measuring", "inspect"}
LAYER_3 = {"task", "store", "__main__"}


def _part(module: str) -> str:
    """The part of the house that ``autoglm_core.X.Y`` belongs to."""
    inner = module.removeprefix("autoglm_core.")
    for part in LAYER_1 | {"view"}:
        if inner == part or inner.startswith(part + "."):
            return part
    return inner.split(".")[0]


def _imports(path: Path) -> set[str]:
    """Modules imported anywhere in the file, ``from package import module`` resolved to the module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                candidate = f"{node.module}.{alias.name}"
                relative = Path(*candidate.split("."))
                is_module = (ROOT / relative).with_suffix(".py").exists() or (ROOT / relative).is_dir()
                found.add(candidate if is_module else node.module)
    return found


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


CORE_FILES = sorted(CORE.rglob("*.py"))
PAGE_FILES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def _allowed(part: str) -> set[str]:
    if part in LAYER_0:
        return LAYER_0
    if part == "view":
        return LAYER_0 | {"view"}
    if part in LAYER_1:
        return LAYER_0 | {part}
    if part in LAYER_2:
        return LAYER_0 | LAYER_1 | LAYER_2
    return LAYER_0 | LAYER_1 | LAYER_2 | LAYER_3


@pytest.mark.parametrize("path", CORE_FILES, ids=_module)
def test_imports_point_down(path: Path) -> None:
    module = _module(path)
    if module == "autoglm_core":
        return  # the public names, which reach up only when one is used
    part = _part(module)
    used = {_part(name) for name in _imports(path) if name.startswith("autoglm_core.")}
    assert used <= _allowed(part), f"{module} reaches up or sideways: {sorted(used - _allowed(part))}"


@pytest.mark.parametrize("path", CORE_FILES, ids=_module)
def test_core_never_imports_the_app(path: Path) -> None:
    tops = {name.split(".")[0] for name in _imports(path)}
    assert not tops & {"streamlit", "pages", "app"}


@pytest.mark.parametrize("path", PAGE_FILES, ids=_module)
def test_pages_see_public_names_store_view_and_values(path: Path) -> None:
    used = {_part(name) for name in _imports(path) if name.startswith("autoglm_core.")}
    assert not used & (LAYER_1 | LAYER_2 | {"task"})


def test_every_file_says_what_it_is_for() -> None:
    files = [
        *CORE_FILES,
        *PAGE_FILES,
        *sorted((ROOT / "benchmarks").glob("*.py")),
        *sorted((ROOT / "tools").glob("*.py")),
    ]
    silent = [_module(p) for p in files if p.stat().st_size and not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not silent
