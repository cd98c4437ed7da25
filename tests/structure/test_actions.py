"""Every write is one file named after its verb, framed and recorded."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from liangcai.web.shared.action_words import ACTION_WORDS

APPS = Path(__file__).parents[2] / "liangcai" / "apps"
ACTIONS = sorted(p for p in APPS.glob("*/actions/*.py") if p.stem != "__init__")
UNLOGGED = {"save_answers"}  # answers are logged together at the hand-in, with their digest


def names(path: Path) -> str:
    return f"{path.parts[-3]}.{path.stem}"


@pytest.mark.parametrize("path", ACTIONS, ids=names)
def test_an_action_is_one_function_named_after_its_file_with_keyword_only_arguments(path):
    module = importlib.import_module(f"liangcai.apps.{path.parts[-3]}.actions.{path.stem}")
    function = getattr(module, path.stem)
    parameters = inspect.signature(function).parameters.values()
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters)
    assert "at" in {p.name for p in parameters}
    if path.stem not in UNLOGGED:
        assert getattr(function, "is_action", False), "decorate it with @action"
        assert "actor" in {p.name for p in parameters}


@pytest.mark.parametrize("path", ACTIONS, ids=names)
def test_an_action_reads_no_clock_and_draws_no_chance_of_its_own(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    assert not calls & {"timezone.now", "datetime.now", "date.today", "random.random", "random.choice", "time.time"}


@pytest.mark.parametrize("path", ACTIONS, ids=names)
def test_an_action_says_in_words_what_it_does(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == path.stem)
    assert ast.get_docstring(function)


@pytest.mark.parametrize("path", [p for p in ACTIONS if p.stem not in UNLOGGED], ids=names)
def test_a_logged_action_has_words_for_the_pages(path):
    assert path.stem in ACTION_WORDS


def test_screens_api_and_commands_write_no_rows():
    """They read through selectors and write through actions."""
    root = APPS.parent
    offenders = []
    for folder in ("web", "api", "cli"):
        for path in (root / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    text = ast.unparse(node.func)
                    if ".objects." in text and node.func.attr in (
                        "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
                    ):  # fmt: skip
                        offenders.append(f"{path.relative_to(root)}:{node.lineno} {text}")
    assert offenders == []
