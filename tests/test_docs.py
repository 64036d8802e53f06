"""The pages of docs/: what they name exists, what they link is there. Nothing is computed."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
from pathlib import Path

import pytest

from competence import api, forecast

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = sorted(DOCS.glob("*.md"))
PAGE = (DOCS / "forecast.md").read_text(encoding="utf-8")
MODULES = [f"competence.forecast.{m.name}" for m in pkgutil.iter_modules(forecast.__path__)]


@pytest.fixture(scope="module")
def draw():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(DOCS))
        yield importlib.import_module("draw")
    for name in ("draw", "figures"):
        sys.modules.pop(name, None)


def links(text):
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith("http")]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_resolve(page):
    for target in links(page.read_text(encoding="utf-8")):
        found = (page.parent / target.split("#")[0]).resolve()
        assert found.exists(), f"{page.name} links {target}, which is not there"


def test_every_picture_is_drawn_shown_and_small(draw):
    shown = {Path(target).stem for target in links(PAGE) if target.endswith(".png")}
    assert shown == set(draw.DRAWN)
    for path in draw.PICTURES.glob("*.png"):
        assert path.stem in shown, f"{path.name} is shown nowhere"
        head = path.read_bytes()
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(head[16:20], "big") == 700
        assert len(head) < 60_000


def test_snippets_name_what_exists_and_call_it_as_it_can_be_called(draw):
    """Each snippet parses; every function of a module is there and takes the arguments it is given."""
    calls, names = 0, {"competence": importlib.import_module("competence"), "project": api.Project}
    for text in draw.snippets():
        tree = ast.parse(text)
        lines = [line for line in text.splitlines() if line.strip()]
        assert len(lines) <= 6, text
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    names[alias.asname or alias.name] = _imported(node.module, alias.name)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
                continue
            if node.value.id in names:
                assert _has(names[node.value.id], node.attr), f"{node.value.id}.{node.attr} does not exist"
        for node in ast.walk(tree):
            function = _function(node, names)
            if function is not None:
                calls += 1
                given = {k.arg: None for k in node.keywords}
                inspect.signature(function).bind(*(None for _ in node.args), **given)
    assert calls > 25


def test_names_in_the_text_exist(draw):
    """`module.function` and `Class.method` of the forecast, as the text writes them."""
    owners = {}
    for path in MODULES:
        module = importlib.import_module(path)
        owners[path.rpartition(".")[2]] = module
        owners |= {name: found for name, found in vars(module).items() if inspect.isclass(found)}
    owners |= {"competence": importlib.import_module("competence"), "forecast": forecast}
    for text in draw.snippets():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom):
                owners |= {a.asname or a.name: _imported(node.module, a.name) for a in node.names}
    told = re.findall(r"`(\w+)\.(\w+)(?:\([^`]*\))?`", re.sub(r"```.*?```", "", PAGE, flags=re.S))
    told = [(owner, name) for owner, name in told if owner in owners]
    assert len(told) > 20
    for owner, name in told:
        assert _has(owners[owner], name), f"{owner}.{name} does not exist"


def _has(owner, name):
    if name in dir(owner) or name in getattr(owner, "__dataclass_fields__", ()):
        return True
    return inspect.ismodule(owner) and importlib.util.find_spec(f"{owner.__name__}.{name}") is not None


def _imported(module, name):
    try:
        return getattr(importlib.import_module(module), name)
    except AttributeError:
        return importlib.import_module(f"{module}.{name}")


def _function(node, names):
    """The function a call of `module.function` calls; None for calls of anything else."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    owner = node.func.value
    if not (isinstance(owner, ast.Name) and owner.id in names):
        return None
    return getattr(names[owner.id], node.func.attr)
