"""What each setting means: the docstring under its field, read from the source when somebody asks.

Pydantic can do that for each class as it is made (`use_attribute_docstrings`), which took a third of a
second of every command's start.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel


def meanings_of(section: type[BaseModel]) -> dict[str, str]:
    """Return a sentence for each field of a section or of other parameters; one without any is left out.

    A description given in the field itself goes before its docstring, and a subclass before its bases.
    """
    found: dict[str, str] = {}
    for part in reversed(section.__mro__):
        if issubclass(part, BaseModel):
            found |= dict(_docstrings(part))
    found |= {name: field.description for name, field in section.model_fields.items() if field.description}
    return {name: found[name] for name in section.model_fields if name in found}


def _docstrings(section: type[BaseModel]) -> Iterator[tuple[str, str]]:
    file = getattr(sys.modules.get(section.__module__), "__file__", None)
    node = _classes(file).get(section.__qualname__) if file else None
    for field, text in pairwise(node.body if node else []):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(value=ast.Constant(value=str(meaning))):
                    yield field.target.id, " ".join(meaning.split())


@cache
def _classes(file: str) -> dict[str, ast.ClassDef]:
    """Return the classes of a source file by their qualified names."""
    return dict(_within(ast.parse(Path(file).read_text(encoding="utf-8")), ""))


def _within(tree: ast.AST, above: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.ClassDef(name=name):
                yield f"{above}{name}", node
                yield from _within(node, f"{above}{name}.")
            case ast.FunctionDef(name=name):
                yield from _within(node, f"{above}{name}.<locals>.")
            case _:
                yield from _within(node, above)
