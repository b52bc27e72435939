"""Drafts: what is being prepared, saved at every change with who and when, so that a reload loses nothing."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from autoglm_core.data import recipes
from autoglm_core.data.checks import table_findings, target_findings
from autoglm_core.data.roles import cast
from autoglm_core.errors import JobError
from autoglm_core.recipe import Finding, Recipe
from autoglm_core.store.datasets import Datasets
from autoglm_core.store.files import locked, new_id, read_json, saying_disk_full, whole_folder, write_json
from autoglm_core.store.folders import DRAFT_FILE
from autoglm_core.store.recent import Recent
from autoglm_core.store.values import Change, Draft
from autoglm_core.table import Role, Table

_HISTORY, _UNDO = "history.jsonl", "undo"
# A page asks for the same table and findings many times while somebody edits.
_TABLES = Recent[Table](size=4)
_FINDINGS = Recent[tuple[Finding, ...]](size=32)


class Drafts(Datasets):
    """The drafts of a workspace, and the tables they make of their data sets."""

    def create_draft(self, dataset_id: str, *, by: str = "") -> Draft:
        """Begin with the data set as it was read and the recipe its findings propose."""
        dataset = self.dataset(dataset_id)
        now = time.time()
        draft = Draft(
            id=new_id("d"),
            dataset_id=dataset_id,
            name=dataset.name,
            created=now,
            changed=now,
            recipe=self.initial_recipe(dataset_id),
        )
        with whole_folder(self._all("draft") / draft.id) as folder:
            _append(folder, by=by, what="created", draft=draft)
            write_json(folder / DRAFT_FILE, draft.to_json())
        return draft

    def drafts(self) -> tuple[Draft, ...]:
        """All of them, newest first."""
        listed = self._listed("draft", (DRAFT_FILE,), lambda folder: dict(read_json(folder / DRAFT_FILE)))
        return tuple(Draft.from_json(data) for data in listed)

    def draft(self, draft_id: str) -> Draft:
        """Raises JobError where there is no such draft."""
        return Draft.from_json(read_json(self.folder("draft", draft_id) / DRAFT_FILE))

    def save_draft(self, draft: Draft, *, by: str = "", what: str = "") -> Draft:
        """Keep ``draft`` as it is now; its history remembers by whom, when and ``what`` was changed.

        The runs started from it are kept as they are: a page that was opened before a run began does not lose it.
        """
        folder = self.folder("draft", draft.id)
        with locked(folder):
            current = self.draft(draft.id)
            saved = draft.replaced(changed=current.changed, runs=current.runs)
            # A page that saves what is there already leaves nothing to undo.
            if saved != current:
                saved = saved.replaced(changed=time.time())
                _append(folder, by=by, what=what, draft=saved)
                write_json(folder / DRAFT_FILE, saved.to_json())
        return saved

    def undo_draft(self, draft_id: str, *, by: str = "") -> Draft:
        """Back to the state before the last change; again, to the one before that. Raises JobError at the beginning."""
        folder = self.folder("draft", draft_id)
        with locked(folder):
            states = _states(folder)
            if len(states) < 2:
                raise JobError("error-draft-nothing-to-undo")
            # Runs that were started are not undone with the change that led to them.
            current = self.draft(draft_id)
            earlier = Draft.from_json(states[-2]).replaced(changed=time.time(), runs=current.runs)
            _append(folder, by=by, what=_UNDO, draft=earlier)
            write_json(folder / DRAFT_FILE, earlier.to_json())
        return earlier

    def draft_history(self, draft_id: str) -> tuple[Change, ...]:
        """Who changed what and when, oldest first."""
        entries = _history(self.folder("draft", draft_id))
        return tuple(Change(entry["at"], entry["by"], entry["what"]) for entry in entries)

    def draft_before(self, draft_id: str) -> Draft | None:
        """As the draft was before its last change, an undo being one too; None for one that was never changed."""
        entries = [entry for entry in _history(self.folder("draft", draft_id)) if entry["draft"] is not None]
        return Draft.from_json(entries[-2]["draft"]) if len(entries) > 1 else None

    def can_undo(self, draft_id: str) -> bool:
        """Whether there is a state to go back to."""
        return len(_states(self.folder("draft", draft_id))) > 1

    def table(self, draft_id: str) -> Table:
        """The data with the draft's recipe and roles applied."""
        draft = self.draft(draft_id)
        return self._table(draft.dataset_id, draft.recipe, draft.roles)

    def findings(self, draft_id: str) -> tuple[Finding, ...]:
        """What was noticed about the draft's table, and about its target once there is a plan."""
        draft = self.draft(draft_id)
        spec = draft.spec

        def found() -> tuple[Finding, ...]:
            table = self._table(draft.dataset_id, draft.recipe, draft.roles)
            of_table: tuple[Finding, ...] = table_findings(table)
            if spec is None or spec.target not in table.columns:
                return of_table
            return (*of_table, *target_findings(table, spec))

        key = (self._table_key(draft.dataset_id, draft.recipe, draft.roles), spec.model_dump_json() if spec else "")
        return _FINDINGS.get(key, found)

    def note_run(self, draft_id: str, run_id: str, *, by: str) -> None:
        folder = self.folder("draft", draft_id)
        with locked(folder):
            draft = self.draft(draft_id)
            draft = draft.replaced(runs=(*draft.runs, run_id), changed=time.time())
            _append(folder, by=by, what=f"started {run_id}", draft=draft, is_state=False)
            write_json(folder / DRAFT_FILE, draft.to_json())

    def _table(self, dataset_id: str, recipe: Recipe, roles: Mapping[str, Role]) -> Table:
        def applied() -> Table:
            table = recipes.apply(self.raw_frame(dataset_id), recipe)
            given = {column: role for column, role in roles.items() if column in table.roles}
            return replace(
                table,
                frame=cast(table.frame, given),
                roles={**table.roles, **given},
                name=self.dataset(dataset_id).name,
                left_out=table.left_out - set(given),  # who says what a column is for wants it used
            )

        return _TABLES.get(self._table_key(dataset_id, recipe, roles), applied)

    def _table_key(self, dataset_id: str, recipe: Recipe, roles: Mapping[str, Role]) -> str:
        return json.dumps([str(self.root), dataset_id, recipe.to_json(), sorted(roles.items())])


def _append(folder: Path, *, by: str, what: str, draft: Draft, is_state: bool = True) -> None:
    entry = {"at": draft.changed, "by": by, "what": what, "draft": draft.to_json() if is_state else None}
    with saying_disk_full(), (folder / _HISTORY).open("ab+") as file:
        file.seek(0, os.SEEK_END)
        torn = file.tell() > 0 and not _ends_with_newline(file)
        file.write((b"\n" if torn else b"") + json.dumps(entry, ensure_ascii=False).encode() + b"\n")


def _ends_with_newline(file: IO[bytes]) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _history(folder: Path) -> list[dict[str, Any]]:
    entries = []
    for line in (folder / _HISTORY).read_text(encoding="utf-8").split("\n"):
        try:
            entries.append(json.loads(line))
        except ValueError:  # the empty end, or a line that was torn when the machine went down
            continue
    return entries


def _states(folder: Path) -> list[dict[str, Any]]:
    """The states that can be gone back to, the present one last."""
    states: list[dict[str, Any]] = []
    for entry in _history(folder):
        if entry["what"] == _UNDO:
            states.pop()
        elif entry["draft"] is not None:
            states.append(entry["draft"])
    return states
