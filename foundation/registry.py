"""Plug-ins: a file in a folder is a plug-in; its name there is its name in settings."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from types import ModuleType
from typing import Generic, TypeVar

from foundation.errors import PivotwatchError, UnknownNameError

PluginT = TypeVar("PluginT")


class Registry(Mapping[str, PluginT], Generic[PluginT]):
    """All plug-ins of one folder, by name, loaded at first use.

    Every module of the package whose name does not start with `_` is imported; it must hold an object
    named `PLUGIN` of the given type. Other packages join by an entry point of the group
    `pivotwatch.<package>` that names such an object.

    Parameters
    ----------
    package
        The plug-in folder's package name, e.g. `clustering.methods`.
    plugin_type
        What each `PLUGIN` must be an instance of.
    kind
        What to call one in messages, e.g. "clustering method".
    """

    def __init__(self, package: str, plugin_type: type[PluginT], kind: str) -> None:
        self._package = package
        self._type = plugin_type
        self.kind = kind
        self._plugins: dict[str, PluginT] | None = None

    def _load(self) -> dict[str, PluginT]:
        if self._plugins is None:
            found = {name: self._plugin_of(module) for name, module in self._modules()}
            for entry in entry_points(group=f"pivotwatch.{self._package}"):
                found[entry.name] = self._checked(entry.load(), entry.value)
            self._plugins = dict(sorted(found.items()))
        return self._plugins

    def names(self) -> list[str]:
        """Return the names alone, sorted; no plug-in is loaded for that."""
        joined = (entry.name for entry in entry_points(group=f"pivotwatch.{self._package}"))
        return sorted({*self._files(), *joined})

    def _files(self) -> Iterator[str]:
        parent = importlib.import_module(self._package)
        names = (info.name for info in pkgutil.iter_modules(parent.__path__))
        return (name for name in names if not name.startswith("_"))

    def _modules(self) -> Iterator[tuple[str, ModuleType]]:
        for name in self._files():
            yield name, importlib.import_module(f"{self._package}.{name}")

    def _plugin_of(self, module: ModuleType) -> PluginT:
        return self._checked(getattr(module, "PLUGIN", None), module.__name__)

    def _checked(self, candidate: object, place: str) -> PluginT:
        if not isinstance(candidate, self._type):
            message = f"{place} is no {self.kind}: it must hold PLUGIN, a {self._type.__name__}."
            raise PivotwatchError(message)
        return candidate

    def __getitem__(self, name: str) -> PluginT:
        """Return the plug-in; an unknown name raises UnknownNameError that lists the known ones."""
        plugins = self._load()
        if name not in plugins:
            raise UnknownNameError(self.kind, name, plugins)
        return plugins[name]

    def __contains__(self, name: object) -> bool:
        return name in self._load()

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())
