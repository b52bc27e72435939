"""Methods and proposals: what they mean, and one sentence for each that cannot be."""

from __future__ import annotations

import pytest

from autoglm_core.data.roles import detect_roles
from autoglm_core.errors import PluginError, SpecError
from autoglm_core.registry import plugin
from autoglm_core.search.samplers._composed import ComposedSampler
from autoglm_core.search.settings import proposed, sampler_of
from autoglm_core.spec import Proposal, SearchSettings
from autoglm_core.table import Table
from tests.tables import loans

FRAME = loans(200).drop(columns="default")
FEATURES = Table(FRAME, detect_roles(FRAME))
FAMILIES = [plugin("models", name) for name in ("lightgbm", "neural_network", "linear")]
SPACE = {family.name: family.space(FEATURES) for family in FAMILIES}
DEFAULTS = {family.name: family.defaults(FEATURES) for family in FAMILIES}


def methods_of(**settings: object) -> dict[str, dict[str, str]]:
    sampler = sampler_of(SearchSettings(**settings), SPACE, FEATURES)
    assert isinstance(sampler, ComposedSampler)
    return {family: {name: s.name for name, s in chosen.items()} for family, chosen in sampler.methods.items()}


def test_without_methods_the_sampler_is_the_one_that_was_named():
    assert sampler_of(SearchSettings(sampler="genetic"), SPACE, FEATURES) is plugin("samplers", "genetic")


def test_a_key_names_one_setting_or_one_of_every_family():
    chosen = methods_of(methods={"lightgbm.learning_rate": "gaussian_process", "neural_network.dropout": "grid"})
    assert chosen == {
        "lightgbm": {"learning_rate": "gaussian_process"},
        "neural_network": {"dropout": "grid"},
        "linear": {},
    }
    chosen = methods_of(methods={"*.learning_rate": "random"})
    assert {family for family, named in chosen.items() if named} == {"lightgbm", "neural_network"}


def test_the_more_exact_key_goes_first():
    methods = {"*.*": "random", "*.learning_rate": "grid", "lightgbm.*": "genetic", "lightgbm.learning_rate": "tpe"}
    chosen = methods_of(methods=methods)
    assert chosen["lightgbm"]["learning_rate"] == "tpe"
    assert chosen["lightgbm"]["num_leaves"] == "genetic"
    assert chosen["neural_network"]["learning_rate"] == "grid"
    assert set(chosen["linear"].values()) == {"random"}


def test_a_family_that_the_plan_leaves_out_has_nothing_to_do():
    assert methods_of(methods={"catboost.depth": "grid"}) == {family: {} for family in SPACE}


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("lightgmb.learning_rate", "There is no kind of model named “lightgmb”. Known are: catboost, "),
        ("lightgbm.learning", "LightGBM has no setting named “learning”. It has: bagging_fraction, "),
        ("*.no_such", "No kind of model has a setting named “no_such”."),
        ("learning_rate", "“learning_rate” does not name a setting."),
        (".x", "“.x” does not name a setting."),
    ],
)
def test_what_no_family_has_is_said(key, says):
    with pytest.raises(SpecError) as caught:
        sampler_of(SearchSettings(methods={key: "grid"}), SPACE, FEATURES)
    assert str(caught.value).startswith(says)
    assert caught.value.message.text("zh")


def test_an_unknown_sampler_is_said():
    with pytest.raises(PluginError, match="magic"):
        sampler_of(SearchSettings(methods={"*.learning_rate": "magic"}), SPACE, FEATURES)


def test_a_proposal_is_completed_with_the_defaults():
    given = Proposal(family="lightgbm", params={"learning_rate": 0.05, "num_leaves": 31.0})
    (configuration,) = proposed([given], SPACE, DEFAULTS)
    assert configuration.params == {
        **DEFAULTS["lightgbm"],
        "learning_rate": 0.05,
        "num_leaves": 31,
    }
    assert type(configuration.params["num_leaves"]) is int
    (whole,) = proposed([Proposal(family="linear", params={"C": 1})], SPACE, DEFAULTS)
    assert type(whole.params["C"]) is float


@pytest.mark.parametrize(
    ("family", "params", "says"),
    [
        ("magic", {}, "There is no kind of model named “magic”."),
        ("catboost", {}, "CatBoost was proposed to begin with, but this plan leaves it out"),
        ("linear", {"depth": 3}, "has no setting named “depth”. It has: C"),
        ("linear", {"C": 1e9}, "was proposed with “C” at 1000000000.0. It must be between 0.001 and 100."),
        ("lightgbm", {"num_leaves": 30.5}, "It must be between 4 and 128."),
        ("lightgbm", {"learning_rate": "fast"}, "was proposed with “learning_rate” at 'fast'."),
    ],
)
def test_a_proposal_outside_the_space_is_refused_with_a_sentence(family, params, says):
    with pytest.raises(SpecError) as caught:
        proposed([Proposal(family=family, params=params)], SPACE, DEFAULTS)
    assert says in str(caught.value)
    assert caught.value.message.text("zh")


def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are():
    space = {"nearest_neighbors": plugin("models", "nearest_neighbors").space(FEATURES)}
    with pytest.raises(SpecError, match="one of 'uniform', 'distance'"):
        proposed([Proposal(family="nearest_neighbors", params={"weights": "square"})], space, {})


def test_settings_come_back_from_their_json():
    settings = SearchSettings(
        methods={"*.learning_rate": "grid"},
        proposals=(Proposal(family="linear", params={"C": 1.0, "n": 3, "flag": True, "none": None}),),
    )
    again = SearchSettings.model_validate_json(settings.model_dump_json())
    assert again == settings
    assert [type(value) for value in again.proposals[0].params.values()] == [float, int, bool, type(None)]
