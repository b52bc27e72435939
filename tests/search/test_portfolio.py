"""The portfolio: what a search begins with, and that it rests on measured runs of other data sets."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Integer
from autoglm_core.registry import plugins
from autoglm_core.search.portfolio import entries, expected_seconds, facts_of, starts
from autoglm_core.search.samplers._prior import FILE, Facts, prior
from autoglm_core.search.samplers._space import fits
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

SMALL = Facts(rows=800, columns=12, category_share=0.4, classes=2, task=TaskKind.BINARY)
LARGE = Facts(rows=40_000, columns=9, category_share=0.0, classes=0, task=TaskKind.REGRESSION)
SEVERAL = Facts(rows=4_000, columns=36, category_share=0.0, classes=6, task=TaskKind.MULTICLASS)


def _table(rows: int) -> Table:
    frame = pd.DataFrame(np.zeros((rows, 5)), columns=list("abcde"))
    return Table(frame, dict.fromkeys(frame.columns, Role.NUMERIC))


def _space_and_defaults(rows: int = 3_000):
    table = _table(rows)
    families = sorted(plugins("models"), key=lambda family: (family.cost_rank, family.name))
    return {f.name: f.space(table) for f in families}, {f.name: f.defaults(table) for f in families}


def test_facts_count_what_a_table_holds():
    table = Table(
        pd.DataFrame({"age": [1.0, 2.0], "town": ["a", "b"]}), {"age": Role.NUMERIC, "town": Role.CATEGORICAL}
    )
    assert facts_of(table, TaskKind.BINARY, 2) == Facts(2, 2, 0.5, 2, TaskKind.BINARY)


def test_a_table_is_most_like_itself_and_more_like_its_own_kind():
    assert SMALL.likeness(SMALL) == 1.0
    assert SMALL.likeness(LARGE) == LARGE.likeness(SMALL) < SMALL.likeness(SEVERAL) < 1.0


@pytest.mark.parametrize("facts", [SMALL, LARGE, SEVERAL], ids=lambda facts: facts.task)
def test_every_entry_cites_a_run_that_was_measured(facts: Facts, repository: Path):
    lines = (repository / "benchmarks" / "results" / "portfolio_runs.jsonl").read_text(encoding="utf-8").splitlines()
    measured = {run["id"]: run for run in map(json.loads, lines) if run["score"] is not None}
    space, defaults = _space_and_defaults()
    found = entries(facts, space, defaults)
    cited = [entry for entry in found if entry.run is not None]
    assert len(cited) >= 5
    for entry in cited:
        assert measured[entry.run]["family"] == entry.configuration.family


@pytest.mark.parametrize("rows", [40, 3_000, 90_000])
def test_entries_lie_in_the_tables_own_space(rows: int):
    space, defaults = _space_and_defaults(rows)
    for facts in (SMALL, LARGE, SEVERAL):
        for start in starts(facts, space, defaults):
            assert fits(space[start.family], start.params)


def test_values_beyond_the_space_are_clipped_into_it():
    narrow = {"lightgbm": {"num_leaves": Integer(4, 6)}}
    found = starts(SMALL, narrow, {"lightgbm": {"num_leaves": 5}})
    assert {start.params["num_leaves"] for start in found} <= {4, 5, 6}
    assert len(found) == len({start.params["num_leaves"] for start in found})  # none twice after clipping


def test_every_family_is_tried_and_the_same_table_gets_the_same():
    space, defaults = _space_and_defaults()
    for facts in (SMALL, LARGE, SEVERAL):
        found = starts(facts, space, defaults)
        assert {start.family for start in found} == set(space)
        assert found == starts(facts, space, defaults)
        assert found == starts(facts, dict(reversed(space.items())), defaults)


def test_only_families_of_the_space_are_in_it():
    space, defaults = _space_and_defaults()
    found = starts(SMALL, {"linear": space["linear"]}, {"linear": defaults["linear"]})
    assert found
    assert {start.family for start in found} == {"linear"}


def test_the_first_two_are_quick():
    known = prior()
    space, defaults = _space_and_defaults()
    for facts in (SMALL, LARGE, SEVERAL):
        seconds = expected_seconds(known, facts, np.array([facts.likeness(other) for other in known.facts]))
        of = {earlier.name: value for earlier, value in zip(known.configurations, seconds, strict=True)}
        first = [of[str(entry.run).partition("@")[0]] for entry in entries(facts, space, defaults)[:2]]
        assert max(first) <= max(0.5, sorted(seconds)[1])


def test_more_rows_are_expected_to_take_longer():
    known = prior()
    weights = np.ones(len(known.facts))
    few = expected_seconds(known, SMALL, weights)
    many = expected_seconds(known, Facts(80_000, 12, 0.4, 2, TaskKind.BINARY), weights)
    assert (many > few).all()


def test_what_is_left_out_is_not_used():
    known = prior()
    for at, name in enumerate(known.names):
        rest = prior((name,))
        assert name not in rest.names
        assert len(rest.scores) == len(known.scores) - 1
        np.testing.assert_array_equal(rest.scores, np.delete(known.scores, at, axis=0))
        np.testing.assert_array_equal(rest.errors, np.delete(known.errors, at, axis=0))
        assert all(len(earlier.params) == len(rest.names) for earlier in rest.configurations)
        space, defaults = _space_and_defaults()
        runs = [entry.run for entry in entries(known.facts[at], space, defaults, without=(name,))]
        assert not any(run and run.endswith(f"@{name}") for run in runs)


def test_with_everything_left_out_the_families_own_configurations_are_tried():
    space, defaults = _space_and_defaults()
    found = entries(SMALL, space, defaults, without=prior().names)
    assert [entry.configuration.family for entry in found] == list(defaults)
    assert all(
        entry.run is None and entry.configuration.params == defaults[entry.configuration.family] for entry in found
    )


def test_the_shipped_file_is_small():
    assert FILE.stat().st_size < 300_000
