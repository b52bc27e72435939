"""What the search settings ask for, checked against the spaces of the families: samplers and proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autoglm_core.contracts import Categorical, Configuration, Integer, Parameter, Sampler, Space
from autoglm_core.errors import SpecError
from autoglm_core.messages import Message
from autoglm_core.registry import label_message, plugin, plugins
from autoglm_core.search import reserved
from autoglm_core.search.samplers._composed import ComposedSampler
from autoglm_core.search.samplers._space import is_inside
from autoglm_core.spec import Proposal, SearchSettings
from autoglm_core.table import Table

_ANY = "*"
_FIRST_TRIALS = 2  # before those that were proposed from outside


def sampler_of(settings: SearchSettings, space: Space, features: Table) -> Sampler:
    """The sampler for the whole space, or one that leaves single parameters to others as ``settings.methods`` says.

    Raises SpecError where a method names a family or a parameter that no family has, and PluginError for an unknown
    sampler. A method for a family that this plan leaves out is in order: it has nothing to do.
    """
    main: Sampler = plugin("samplers", settings.sampler)
    if not settings.methods:
        return main
    shared = {reserved.FEATURES: reserved.FEATURE_CHOICE, reserved.TARGET: reserved.TARGET_CHOICE}
    known = {family.name: {**family.space(features), **shared} for family in plugins("models")}
    methods: dict[str, dict[str, Sampler]] = {family: {} for family in space}
    # From the least exact key to the most exact one, which overwrites the others.
    for key in sorted(settings.methods, key=lambda key: (_exactness(key), key)):
        sampler: Sampler = plugin("samplers", settings.methods[key])
        for family, parameter in _meant(key, known):
            if parameter in space.get(family, {}):
                methods[family][parameter] = sampler
    return ComposedSampler(main, methods)


def proposed(
    proposals: Iterable[Proposal], space: Space, defaults: Mapping[str, Mapping[str, Any]]
) -> tuple[Configuration, ...]:
    """The proposals as configurations, what they leave open filled with ``defaults``, each family's own configuration.

    Raises SpecError with one sentence where a family is unknown or left out, or a value is not in the space.
    """
    return tuple(_proposed(proposal, space, defaults) for proposal in proposals)


def with_proposals(starts: tuple[Configuration, ...], wanted: tuple[Configuration, ...]) -> tuple[Configuration, ...]:
    """``wanted`` right after the first of ``starts``, which give people something to see; none of them twice."""
    return (*starts[:_FIRST_TRIALS], *wanted, *(start for start in starts[_FIRST_TRIALS:] if start not in wanted))


def _proposed(proposal: Proposal, space: Space, defaults: Mapping[str, Mapping[str, Any]]) -> Configuration:
    families = sorted(family.name for family in plugins("models"))
    if proposal.family not in families:
        raise SpecError("error-spec-family-unknown", family=proposal.family, known=families)
    label = label_message("models", proposal.family)
    if proposal.family not in space:
        raise SpecError("error-spec-proposal-left-out", family=label)
    parameters = space[proposal.family]
    for name, value in proposal.params.items():
        if name not in parameters:
            raise SpecError("error-spec-setting-unknown", family=label, setting=name, known=sorted(parameters))
        if not is_inside(parameters[name], value):
            allowed = _allowed(parameters[name])
            raise SpecError("error-spec-proposal-value", family=label, setting=name, value=repr(value), allowed=allowed)
    given = {name: _typed(parameters[name], value) for name, value in proposal.params.items()}
    return Configuration(
        proposal.family, {name: {**reserved.FIRST, **defaults[proposal.family], **given}[name] for name in parameters}
    )


def _typed(parameter: Parameter, value: Any) -> Any:
    """A rate of 1 is the number 1.0, and a depth of 4.0 is 4: outsiders do not tell them apart."""
    if isinstance(parameter, Categorical):
        return value
    return int(value) if isinstance(parameter, Integer) else float(value)


def _allowed(parameter: Parameter) -> Message:
    if isinstance(parameter, Categorical):
        return Message("spec-allowed-choices", {"choices": [repr(choice) for choice in parameter.choices]})
    # As text: the words of numbers would round a small one to nothing.
    return Message("spec-allowed-range", {"low": f"{parameter.low:g}", "high": f"{parameter.high:g}"})


def _meant(key: str, known: Space) -> list[tuple[str, str]]:
    """(family, parameter) of all that ``key`` names."""
    family, dot, parameter = key.partition(".")
    if not (family and dot and parameter):
        raise SpecError("error-spec-method-key", key=key)
    if family != _ANY and family not in known:
        raise SpecError("error-spec-family-unknown", family=family, known=sorted(known))
    families = sorted(known) if family == _ANY else [family]
    meant = [(name, each) for name in families for each in known[name] if parameter in (_ANY, each)]
    if meant or parameter == _ANY:
        return meant
    if family == _ANY:
        raise SpecError("error-spec-setting-nowhere", setting=parameter)
    label = label_message("models", family)
    raise SpecError("error-spec-setting-unknown", family=label, setting=parameter, known=sorted(known[family]))


def _exactness(key: str) -> int:
    """0 for all settings, 1 for one of all families, 2 for all of one family, 3 for one of one."""
    family, _, parameter = key.partition(".")
    return 2 * (family != _ANY) + (parameter != _ANY)
