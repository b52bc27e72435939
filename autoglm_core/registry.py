"""Finds the plug-ins of a kind in its folder; a broken or unavailable one is listed with its reason."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from autoglm_core import contracts
from autoglm_core.contracts import Explainer, Plugin, PluginInfo, Predictor
from autoglm_core.errors import PluginError
from autoglm_core.messages import CORE, Message

# kind -> (package that holds one plug-in a file, contract)
KINDS: Mapping[str, tuple[str, type[Plugin]]] = MappingProxyType(
    {
        "connectors": ("autoglm_core.data.connectors", contracts.Connector),
        "tasks": ("autoglm_core.tasks", contracts.TaskType),
        "steps": ("autoglm_core.prepare.steps", contracts.PreparationStep),
        "features": ("autoglm_core.features", contracts.FeatureMaker),
        "models": ("autoglm_core.models", contracts.ModelFamily),
        "samplers": ("autoglm_core.search.samplers", contracts.Sampler),
        "pruners": ("autoglm_core.search.pruners", contracts.Pruner),
        "explainers": ("autoglm_core.explain", contracts.Explainer),
        "exporters": ("autoglm_core.export", contracts.Exporter),
        "inspections": ("autoglm_core.inspect", contracts.Inspection),
    }
)


@dataclass(frozen=True)
class _Found:
    plugins: Mapping[str, Plugin]
    broken: Mapping[str, str]  # module name -> why it could not be imported


@cache
def _find(kind: str) -> _Found:
    package_name, contract = KINDS[kind]
    package = importlib.import_module(package_name)
    plugins: dict[str, Plugin] = {}
    broken: dict[str, str] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        # Modules that begin with an underscore are shared helpers of the folder, not plug-ins.
        if module_info.name.startswith("_") or module_info.ispkg:
            continue
        try:
            module = importlib.import_module(f"{package_name}.{module_info.name}")
        except Exception as error:  # noqa: BLE001 -- whatever a plug-in file raises must not take the others down
            broken[module_info.name] = f"{type(error).__name__}: {error}"
            continue
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if issubclass(cls, contract) and not inspect.isabstract(cls) and cls.__module__ == module.__name__:
                plugins[cls.name] = cls()
    return _Found(plugins=MappingProxyType(plugins), broken=MappingProxyType(broken))


def plugins(kind: str) -> tuple[Any, ...]:
    """The plug-ins of ``kind`` that can be used here, by name. Kinds: see ``KINDS``.

    >>> "random" in [sampler.name for sampler in plugins("samplers")]
    True
    """
    found = _find(kind).plugins
    return tuple(found[name] for name in sorted(found) if found[name].unavailable() is None)


def plugin(kind: str, name: str) -> Any:
    """The plug-in ``name`` of ``kind``. Raises PluginError where there is none, or it is not available here."""
    found = _find(kind)
    if name not in found.plugins:
        raise PluginError("error-plugin-unknown", kind=kind, name=name, known=sorted(found.plugins))
    reason = found.plugins[name].unavailable()
    if reason is not None:
        raise PluginError("error-plugin-unavailable", name=name, reason=reason)
    return found.plugins[name]


def explainer_for(model: Predictor) -> Explainer:
    """The first explainer, by name, that can explain ``model``."""
    explainers: tuple[Explainer, ...] = plugins("explainers")
    return next(item for item in explainers if item.supports(model))


def available(kind: str, language: str = "en") -> tuple[PluginInfo, ...]:
    """Every plug-in of ``kind`` with its label, its help, and whether it can be used on this machine (else why not)."""
    found = _find(kind)
    listed = []
    for name in sorted(found.plugins):
        item = found.plugins[name]
        reason = item.unavailable()
        help_text = (inspect.getdoc(type(item)) or "").partition("\n")[0]
        listed.append(
            PluginInfo(
                kind=kind,
                name=name,
                label=label(kind, name, language),
                help=_worded(f"{kind}-{name}-help".replace("_", "-"), language, help_text),
                available=reason is None,
                reason=reason.text(language) if reason else None,
            )
        )
    for module_name, why in sorted(found.broken.items()):
        listed.append(PluginInfo(kind=kind, name=module_name, label=module_name, help="", available=False, reason=why))
    return tuple(listed)


def label(kind: str, name: str, language: str = "en") -> str:
    """What people call the plug-in ``name`` of ``kind``; its name where the locale files have no label for it."""
    return _worded(f"{kind}-{name}".replace("_", "-"), language, name)


def label_message(kind: str, name: str) -> Message | str:
    """The label as a value for another message."""
    key = f"{kind}-{name}".replace("_", "-")
    return Message(key) if _worded(key, "en", "") else name


def _worded(key: str, language: str, otherwise: str) -> str:
    try:
        return CORE.text(key, language, {})
    except (KeyError, LookupError):
        return otherwise
