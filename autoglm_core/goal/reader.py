"""One reading of a goal, step by step: settings, columns, rows, task, target, plan."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.doubt import (
    absent,
    asks_for_absent,
    clearly_first,
    named_before_cells,
    refused,
    rivals_of,
    unnamed,
    which,
)
from autoglm_core.goal.draft import Draft, assemble, barred_of, settle_soft_filters
from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.leave_out import read_columns_wanted
from autoglm_core.goal.lexicon import cues
from autoglm_core.goal.outlook import Outlook, read_groups, read_outlook
from autoglm_core.goal.reading import Reading
from autoglm_core.goal.rows import read_numbers, read_rows
from autoglm_core.goal.scan import scan
from autoglm_core.goal.settings import read_settings, said
from autoglm_core.goal.target import SURE, Candidate, Sought, positive_of, seek
from autoglm_core.goal.untargeted import clustering, recommendation, user_and_item
from autoglm_core.messages import Message
from autoglm_core.spec import TaskKind


class Reader(Draft):
    """One reading, step by step; each step uses up its words, so that the target is sought in what is left."""

    def read(self, target: str | None = None) -> Reading:
        """The reading; ``target`` is a column that was chosen when the reader asked, and is not sought then."""
        read_settings(self.seen, self.parts)
        if target is not None:
            return self._chosen(target)
        kind = self._task_by_cue()
        if kind is TaskKind.CLUSTERING:
            return clustering(self)
        read_numbers(self.seen, self.parts)
        read_columns_wanted(self.seen, self.parts)
        ages = self._age_without_column()
        if ages is not None:
            return refused("goal-refusal-absent", self.facts, words=ages)
        if kind is TaskKind.RECOMMENDATION:
            pair = user_and_item(self.seen)
            if pair is not None:
                return recommendation(self, *pair)
        read_rows(self.seen, self.parts)
        outlook = read_outlook(self.seen)
        if outlook is not None and not self._is_named(outlook):
            self.seen.use(*outlook.span, "horizon")
        self._known_later()
        sought = seek(self.seen, barred=barred_of(self))
        sought = named_before_cells(self, sought)
        settle_soft_filters(self, sought)
        if kind is TaskKind.ANOMALY and self._is_unlabelled(sought):
            return assemble(self, TaskKind.ANOMALY)
        return self._supervised(sought, outlook)

    def _chosen(self, target: str) -> Reading:
        read_numbers(self.seen, self.parts)
        read_columns_wanted(self.seen, self.parts)
        read_rows(self.seen, self.parts)
        outlook = read_outlook(self.seen)
        self._known_later()
        sought = seek(self.seen, barred=frozenset())
        column = self.facts.column(target)
        spoken = [candidate for candidate in sought.candidates if candidate.column.name == target]
        best = spoken[0] if spoken else Candidate(column, SURE, frozenset(), 0.0, False)
        self.parts.values["soft_filters"] = tuple(
            item for item in self.parts.values.get("soft_filters", ()) if item[0].column != target
        )
        settle_soft_filters(self, replace(sought, candidates=(best,)))
        reading = self._plan(best, sought, outlook, [best])
        return replace(reading, reasons={**reading.reasons, "target": Message("goal-reason-chosen")})

    def _task_by_cue(self) -> TaskKind | None:
        for cue in cues("task"):
            for match in cue.pattern.finditer(self.seen.text):
                inside_name = any(
                    u.column and u.start <= match.start() < u.end and len(u.text) > 3 for u in self.seen.units
                )
                if inside_name or self.seen.is_used(*match.span()):
                    continue
                kind = TaskKind(cue.value)
                if kind is TaskKind.RECOMMENDATION and user_and_item(self.seen) is None:
                    continue
                self.parts.reasons["task"] = said(self.seen, *match.span())
                return kind
        return None

    def _age_without_column(self) -> str | None:
        """The words that compare ages, where the table has none."""
        match = re.search(r"\b(?:older|younger) than \d+|\d+ ?岁(?:以上|以下|及以上)", self.seen.text)
        if match is None or "c:age" in self.facts.index or "c:birth" in self.facts.index:
            return None
        return self.seen.quote(*match.span())

    def _is_unlabelled(self, sought: Sought) -> bool:
        if cues("nolabel")[0].pattern.search(self.seen.text) or any(
            c.pattern.search(self.seen.text) for c in cues("nolabel")
        ):
            return True
        labelled = (candidate for candidate in sought.candidates if candidate.column.is_binary)
        return not any(candidate.score >= 0.55 for candidate in labelled)

    def _is_named(self, outlook: Outlook) -> bool:
        """Whether the span ahead is part of a column's name, as in default.payment.next.month."""
        return any(unit.column and unit.start <= outlook.span[0] < unit.end for unit in self.seen.units)

    def _known_later(self) -> None:
        """Columns that the table's description calls known only afterwards, where the goal says "before"."""
        timing = next((m for cue in cues("timing") for m in cue.pattern.finditer(self.seen.text)), None)
        if timing is None or not self.facts.description:
            return
        later = []
        for sentence in re.split(r"[.。;；]", self.facts.description):
            cue = re.search(
                r"(?:known|available|recorded|measured|there) only (?:after|later|once|when)"
                r"|only (?:known|available|recorded) (?:after|later|once|when)|之后才|事后",
                sentence,
            )
            if cue:
                later += mentioned(
                    self.facts,
                    [u for u in scan(sentence[: cue.start()], self.facts).units if not u.is_generic],
                    least=0.3,
                )
        if later:
            order = [column.name for column in self.facts.columns]
            names = {*self.parts.values.get("exclude", ()), *later}
            self.parts.values["exclude"] = tuple(sorted(names, key=order.index))
            self.parts.reasons.setdefault(
                "exclude", Message("goal-reason-later", {"words": self.seen.quote(*timing.span())})
            )

    def _supervised(self, sought: Sought, outlook: Outlook | None) -> Reading:
        able = [candidate for candidate in sought.candidates if candidate.score >= SURE]
        action = any(cue.pattern.search(self.seen.text) for cue in cues("action"))
        if not able and not sought.unknown and not action:
            able = clearly_first(sought.candidates)
        if not (action and not able) and asks_for_absent(self, sought, able):
            return absent(self, sought)
        if not able:
            outcome = unnamed(self, sought, outlook)
            return outcome if isinstance(outcome, Reading) else self._plan(outcome, sought, outlook, [outcome])
        rivals = rivals_of(self, able, sought, outlook)
        if len(rivals) > 1:
            return which(self, rivals)
        return self._plan(rivals[0], sought, outlook, able)

    def _plan(self, best: Candidate, sought: Sought, outlook: Outlook | None, able: list[Candidate]) -> Reading:
        column = best.column
        kind = self._kind(best, sought, outlook)
        if kind is TaskKind.FORECAST and self.facts.time_column is None:
            return refused("goal-refusal-no-time", self.facts, column=column.name)
        extra: dict[str, Any] = {"target": column.name}
        self.parts.reasons["target"] = self._target_reason(best, sought)
        self.parts.reasons.setdefault("task", _task_reason(kind, column))
        if kind is TaskKind.BINARY:
            positive, spoken = positive_of(self.seen, best, sought.asked)
            extra["positive"] = positive
            key = "goal-reason-positive" if spoken else "goal-reason-positive-default"
            self.parts.reasons["positive"] = Message(key, {"value": positive})
        if kind is TaskKind.FORECAST:
            extra |= self._forecast(column.name, outlook)
        others = [able_one for able_one in able if able_one is not best][:2]
        return assemble(self, kind, sought=sought, others=others, **extra)

    def _kind(self, best: Candidate, sought: Sought, outlook: Outlook | None) -> TaskKind:
        column, question = best.column, sought.asked.question
        if column.is_binary:
            return TaskKind.BINARY
        if column.is_numeric:
            forecast = any(cue.pattern.search(self.seen.text) for cue in cues("future")) and self.facts.time_column
            if outlook is not None and not _is_class_like(column, question.kind):
                return TaskKind.FORECAST
            if forecast and self._is_series():
                return TaskKind.FORECAST
            return TaskKind.MULTICLASS if _is_class_like(column, question.kind) else TaskKind.REGRESSION
        return TaskKind.MULTICLASS

    def _is_series(self) -> bool:
        time = self.facts.time_column
        return time is not None and not any(
            column.is_identifier and column.n_unique > 0.9 * self.facts.rows for column in self.facts.columns
        )

    def _forecast(self, target: str, outlook: Outlook | None) -> dict[str, Any]:
        groups, span = read_groups(self.seen, target)
        groups = tuple(name for name in groups if name != self.facts.time_column)
        self.parts.reasons["time_column"] = Message("goal-reason-time", {"column": self.facts.time_column or ""})
        if outlook is not None:
            self.parts.reasons["horizon"] = said(self.seen, *outlook.span)
        if groups and span:
            self.parts.reasons["group_by"] = said(self.seen, *span)
        return {
            "time_column": self.facts.time_column,
            "freq": outlook.freq if outlook else self.facts.frequency,
            "horizon": outlook.horizon if outlook else None,
            "group_by": groups,
        }

    def _target_reason(self, best: Candidate, sought: Sought) -> Message:
        units = [sought.asked.units[number] for number in sorted(best.units)]
        if not units:
            return Message("goal-reason-target-only", {"column": best.column.name})
        words = " … ".join(dict.fromkeys(self.seen.quote(unit.start, unit.end) for unit in units))
        return Message("goal-reason-target", {"words": words, "column": best.column.name})


# A name that ends so tells grades apart, whatever comes before.
_SCALES = frozenset(
    [
        "level",
        "lvl",
        "grade",
        "class",
        "stage",
        "tier",
        "band",
        "category",
        "severity",
        "priority",
        "rank",
        "等级",
        "级别",
        "档次",
        "类别",
        "分级",
    ]
)


def _is_class_like(column: ColumnFacts, asks_kind: bool) -> bool:
    """Whole numbers on a short scale that are grades rather than amounts: ratings, levels, classes."""
    if column.kind != "int" or not 3 <= column.n_unique <= 10:
        return False
    graded = bool(column.head_kinds & {"grade", "category"}) and not column.head_kinds & {
        "count",
        "measure",
        "money",
        "duration",
    }
    graded = graded or column.words[-1] in _SCALES
    return graded or (asks_kind and not column.head_kinds & {"count", "measure", "money", "duration"})


def _task_reason(kind: TaskKind, column: ColumnFacts) -> Message:
    return Message(f"goal-reason-task-{kind}", {"column": column.name, "count": column.n_unique})
