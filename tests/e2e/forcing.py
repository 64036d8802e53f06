"""Every function of the rooms that see persons, and failures forced in any of them: by its code, so wherever it is called."""

import importlib
import inspect
import pkgutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from types import CodeType, FunctionType

ROOMS = ("competence.sources", "competence.workforce")
KINDS = ("ValueError({0!r})", "KeyError({0!r})", "OSError(13, {0!r}, {0!r})", "AssertionError({0!r})")


def functions() -> dict[str, FunctionType]:
    """By name, every function and method of the rooms, public and private; of a wrapped one what is within."""
    found: dict[str, FunctionType] = {}
    for room in ROOMS:
        package = importlib.import_module(room)
        names = [room, *(m.name for m in pkgutil.walk_packages(package.__path__, f"{room}."))]
        for name in names:
            module = importlib.import_module(name)
            for label, function in _defined(module):
                found[f"{name.removeprefix('competence.')}.{label}"] = function
    return found


def _defined(module) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            for inner, method in vars(value).items():
                if function := _function(method, module):
                    yield f"{name}.{inner}", function
        elif function := _function(value, module):
            yield name, function


def _function(value, module) -> FunctionType | None:
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, cached_property):
        value = value.func
    elif isinstance(value, staticmethod | classmethod):
        value = value.__func__
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    # What a dataclass writes for itself has no file; what was imported belongs to another module.
    if isinstance(value, FunctionType) and value.__code__.co_filename == module.__file__:
        return None if value.__code__.co_freevars else value
    return None


@contextmanager
def called(of: dict[str, FunctionType]) -> Iterator[set[str]]:
    """A set that holds, when the block is done, the names of the functions that were called within."""
    names = {function.__code__: name for name, function in of.items()}
    seen: set[CodeType] = set()
    found: set[str] = set()

    def note(frame, event, _):
        if event == "call":
            seen.add(frame.f_code)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        found |= {names[code] for code in seen if code in names}


@contextmanager
def failing(function: FunctionType, said: str, kind: str = KINDS[0]) -> Iterator[None]:
    """While it lasts the function raises an error whose text is `said`."""
    scope: dict = {}
    exec(f"def broken(*args, **kwargs):\n    raise {kind.format(said)}", scope)
    whole = function.__code__
    function.__code__ = scope["broken"].__code__
    try:
        yield
    finally:
        function.__code__ = whole
