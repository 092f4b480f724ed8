"""No circle of imports, none hidden from who looks for one, and no folder with more files than one keeps in mind."""

from __future__ import annotations

import ast
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
MOST_FILES = 15
"""In a folder, but for its ``__init__.py``."""


def circles():
    """Return the sets of modules that need each other, imports inside functions counted and those of types not."""
    grimp = pytest.importorskip("grimp", reason="import-linter, of the extra dev, brings grimp")
    graph = grimp.build_graph("sim", exclude_type_checking_imports=True, cache_dir=None)
    edges = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
    assert len(edges) > 500
    return [found for found in nx.strongly_connected_components(nx.DiGraph(edges)) if len(found) > 1]


def test_no_modules_need_each_other():
    assert not circles()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_import_is_hidden_from_who_looks_for_one(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"import_module", "__import__", "exec", "eval"}


def test_no_folder_holds_more_than_one_can_keep_in_mind():
    folders = {}
    for path in SOURCES:
        if path.name != "__init__.py":
            folders.setdefault(path.parent.relative_to(ROOT).as_posix(), []).append(path.name)
    assert len(folders) > 20
    assert {name: len(files) for name, files in folders.items() if len(files) > MOST_FILES} == {}
