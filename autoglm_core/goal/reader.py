"""One reading of a goal, step by step: settings, columns, rows, task, target, plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autoglm_core.config import config
from autoglm_core.goal.columns import FULL, mentioned
from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.leave_out import read_columns_wanted
from autoglm_core.goal.lexicon import PREDICTABLE_KINDS, cues
from autoglm_core.goal.outlook import Outlook, read_groups, read_outlook
from autoglm_core.goal.reading import Question, Reading, ReadingStatus, Speed
from autoglm_core.goal.rows import read_numbers, read_rows
from autoglm_core.goal.scan import Scan, scan
from autoglm_core.goal.settings import Parts, read_settings, said
from autoglm_core.goal.target import SURE, TIE, Asked, Candidate, Sought, asked, is_money, positive_of, seek
from autoglm_core.goal.wanted import possible_targets
from autoglm_core.messages import Message
from autoglm_core.registry import plugins
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Threshold, Validation, Wish

HALF_SURE = 0.34
WISH_FLOOR = 1 / 3  # what the other side of a wish must keep: one alarm in three is right
_METRICS_OF = {
    TaskKind.BINARY: (
        "recall precision roc_auc average_precision log_loss balanced_accuracy f1_macro f1 mcc accuracy imbalance"
    ),
    TaskKind.MULTICLASS: "roc_auc log_loss balanced_accuracy f1_macro f1 mcc accuracy imbalance recall precision",
    TaskKind.REGRESSION: "rmse mae mape smape rmsle r2",
    TaskKind.FORECAST: "rmse mae mape smape rmsle r2 mase",
    TaskKind.RECOMMENDATION: "ndcg recall precision",
    TaskKind.CLUSTERING: "silhouette",
    TaskKind.ANOMALY: "recall precision roc_auc average_precision",
}


def refused(key: str, facts: TableFacts, **values: Any) -> Reading:
    able = [column.name for column in possible_targets(facts)[:3]]
    what = Message("goal-refusal-can", {"columns": able}) if able else Message("goal-refusal-can-open")
    return Reading(status=ReadingStatus.REJECT, refusal=Message(key, {**values, "possible": what}))


@dataclass
class Reader:
    """One reading, step by step; each step uses up its words, so that the target is sought in what is left."""

    seen: Scan
    budget: Budget | None
    parts: Parts = field(default_factory=Parts)

    @property
    def facts(self) -> TableFacts:
        return self.seen.facts

    def read(self) -> Reading:
        read_settings(self.seen, self.parts)
        kind = self._task_by_cue()
        if kind is TaskKind.CLUSTERING:
            return self._clustering()
        read_numbers(self.seen, self.parts)
        read_columns_wanted(self.seen, self.parts)
        if kind is TaskKind.RECOMMENDATION:
            pair = user_and_item(self.seen)
            if pair is not None:
                return self._recommendation(*pair)
        read_rows(self.seen, self.parts)
        outlook = read_outlook(self.seen)
        if outlook is not None and not self._is_named(outlook):
            self.seen.use(*outlook.span, "horizon")
        self._known_later()
        sought = seek(self.seen, barred=self._barred())
        sought = self._named_before_cells(sought)
        self._settle_soft_filters(sought)
        if kind is TaskKind.ANOMALY and self._is_unlabelled(sought):
            return self._anomaly()
        return self._supervised(sought, outlook)

    # ---- which task

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

    def _barred(self) -> frozenset[str]:
        values = self.parts.values
        filtered = {condition.column for condition in values.get("filters", ())}
        return frozenset({*values.get("exclude", ()), *values.get("include_only", ()), *filtered})

    def _is_unlabelled(self, sought: Sought) -> bool:
        if cues("nolabel")[0].pattern.search(self.seen.text) or any(
            c.pattern.search(self.seen.text) for c in cues("nolabel")
        ):
            return True
        labelled = (candidate for candidate in sought.candidates if candidate.column.is_binary)
        return not any(candidate.score >= 0.55 for candidate in labelled)

    def _named_before_cells(self, sought: Sought) -> Sought:
        """A column of which only a cell is named, as in "for women", is a target only where no other column is named."""
        soft = {condition.column for condition, _ in self.parts.values.get("soft_filters", ())}
        ranked = sorted(sought.candidates, key=lambda c: c.column.name in soft and c.coverage < HALF_SURE)
        if not ranked or ranked[0].score < SURE:
            return sought
        return replace(sought, candidates=_without(ranked, soft))

    def _settle_soft_filters(self, sought: Sought) -> None:
        """Cells without "only" narrow the rows, unless they are cells of the very column that is sought."""
        best = sought.candidates[0].column.name if sought.candidates and sought.candidates[0].score >= SURE else None
        soft = [item for item in self.parts.values.pop("soft_filters", ()) if item[0].column != best]
        if soft:
            filters = self.parts.values.get("filters", ())
            self.parts.values["filters"] = (*filters, *(condition for condition, _ in soft))
            self.parts.reasons.setdefault("filters", said(self.seen, *soft[0][1]))

    # ---- tasks without a target

    def _clustering(self) -> Reading:
        match = next(
            (m for cue in cues("task") if cue.value == "clustering" for m in cue.pattern.finditer(self.seen.text)), None
        )
        assert match is not None
        number = self._number_of_groups()
        if number is not None:
            self.parts.values["n_clusters"] = number[0]
            self.parts.reasons["n_clusters"] = said(self.seen, *number[1])
        read_numbers(self.seen, self.parts)
        read_columns_wanted(self.seen, self.parts)
        if "include_only" not in self.parts.values:
            self._clustered_by()
        read_rows(self.seen, self.parts)
        self._settle_soft_filters(Sought((), asked(self.seen)))
        return self._result(TaskKind.CLUSTERING, n_clusters=self.parts.values.get("n_clusters"))

    def _number_of_groups(self) -> tuple[int, tuple[int, int]] | None:
        pattern = re.compile(
            r"[ -]*(?:\w+ ){0,2}?(?:groups?|segments?|clusters?|types|kinds|classes|categories"
            r"|buckets|parts|personas|families|clumps|profiles)\b|\s*(?:个|种|大)?(?:类|群|组|簇|群体|部分"
            r"|种|档|层|拨|批|份|个群)"
        )
        for number in self.seen.numbers:
            match = pattern.match(self.seen.text, number.end)
            if match and not number.share and number.value >= 2 and number.value == int(number.value):
                return int(number.value), (number.start, match.end())
        return None

    def _clustered_by(self) -> None:
        pattern = re.compile(
            r"\b(?:by|based on|according to|on the basis of|in terms of|along|using|on)\b|(?:按照?|根据|依据|基于|用)"
        )
        for match in pattern.finditer(self.seen.text):
            _, end = self.seen.sentence_at(match.start())
            stop = re.compile(r"把|分成|分为|将|给|进行|聚|划|,(?=[^,]{0,3}(?:不|别))").search(
                self.seen.text, match.end(), end
            )
            limit = stop.start() if stop else end
            names = mentioned(self.facts, [u for u in self.seen.units_in(match.end(), limit) if not u.is_generic])
            measure = any(cue.pattern.search(self.seen.text, match.end(), limit) for cue in cues("metric"))
            if names and not measure and not self.seen.is_used(match.start(), match.end()):
                self.parts.put("include_only", tuple(names), self.seen, match.start(), limit)
                return

    def _anomaly(self) -> Reading:
        return self._result(TaskKind.ANOMALY)

    def _recommendation(self, user: ColumnFacts, item: ColumnFacts) -> Reading:
        self.parts.reasons["user_column"] = Message("goal-reason-user", {"column": user.name})
        self.parts.reasons["item_column"] = Message("goal-reason-item", {"column": item.name})
        return self._result(TaskKind.RECOMMENDATION, user_column=user.name, item_column=item.name)

    # ---- tasks with a target

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
        if not able and not sought.unknown:
            able = _clearly_first(sought.candidates)
        action = any(cue.pattern.search(self.seen.text) for cue in cues("action"))
        if not (action and not able) and self._asks_for_absent(sought, able):
            money = self._some_money(sought)
            return self._which(money) if money else self._absent(sought)
        if not able:
            return self._open(sought, outlook)
        rivals = self._rivals(able, sought, outlook)
        if len(rivals) > 1:
            return self._which(rivals)
        return self._plan(rivals[0], sought, outlook, able)

    def _asks_for_absent(self, sought: Sought, able: list[Candidate]) -> bool:
        if not sought.unknown:
            return False
        asks = any(cue.pattern.search(self.seen.text) for part in ("predict", "ask", "task") for cue in cues(part))
        if not asks and not able:
            return not mentioned(self.facts, self.seen.units, least=0.3) and not any(
                set(unit.phrase) <= self.facts.context for unit in self.seen.units
            )
        if not able:
            return True
        best = able[0]
        asked = sought.asked
        telling = [unit for unit in sought.unknown if unit.kinds & PREDICTABLE_KINDS]
        if best.exact or best.score >= 0.8 or not telling:
            return False
        weight_of = {(unit.start, unit.end): weight for unit, weight in zip(asked.units, asked.weights, strict=True)}
        unknown = max(weight_of[unit.start, unit.end] for unit in telling)
        own = max((asked.weights[number] for number in best.units), default=0.0)
        return unknown > own or best.score < 0.5

    def _some_money(self, sought: Sought) -> list[Candidate]:
        """Columns of money where the goal asks for no more than a price or an amount, which none of them is called."""
        if not all(unit.text in _VAGUE_MONEY for unit in sought.unknown):
            return []
        columns = [column for column in self.facts.columns if is_money(column) and column.name not in self._barred()]
        return [Candidate(column, SURE, frozenset(), 0.0, False) for column in columns]

    def _absent(self, sought: Sought) -> Reading:
        asked = sought.unknown[:2]
        words = self.seen.quote(asked[0].start, asked[-1].end) if asked else ""
        return refused("goal-refusal-absent", self.facts, words=words)

    def _open(self, sought: Sought, outlook: Outlook | None) -> Reading:
        series = outlook is not None and self.facts.time_column is not None
        text = self.seen.text
        question = sought.asked.question
        told = any(
            set(unit.phrase) <= self.facts.context and unit.kinds & PREDICTABLE_KINDS for unit in sought.asked.units
        )
        outcome = any("outcome" in unit.kinds for unit in sought.asked.units)
        if any(cue.pattern.search(text) for cue in cues("action")) or outcome or (question.yes_no and told):
            flags = [column for column in possible_targets(self.facts) if _is_outcome(column)]
            if len(flags) == 1:
                candidate = Candidate(flags[0], SURE, frozenset(), 0.0, False)
                return self._plan(candidate, sought, outlook, [candidate])
            if flags:
                return self._which([Candidate(column, SURE, frozenset(), 0.0, False) for column in flags])
        if not self._speaks_of_table(sought):
            return refused("goal-refusal-unrelated", self.facts)
        able = [
            column
            for column in possible_targets(self.facts)
            if not series or (column.kind == "int" and not column.is_flag)
        ]
        if not able and series:
            able = [column for column in self.facts.columns if column.is_numeric and not column.is_flag]
        names = tuple(column.name for column in able[:4])
        open_question = Question("target", Message("goal-question-target-open"), names)
        return Reading(ReadingStatus.CLARIFY, questions=(open_question,), reasons=dict(self.parts.reasons))

    def _speaks_of_table(self, sought: Sought) -> bool:
        """Whether anything in the goal has to do with modelling or with this table."""
        if any(unit.is_generic or unit.column for unit in self.seen.units):
            return True
        if mentioned(self.facts, self.seen.units, least=0.3):
            return True
        return any(cue.pattern.search(self.seen.text) for cue in cues("predict")) or not sought.asked.units

    def _rivals(self, able: list[Candidate], sought: Sought, outlook: Outlook | None) -> list[Candidate]:
        """The best candidate and those that the goal's words fit as well."""
        best = able[0]
        rivals = [best]
        entities = {
            number
            for number, unit in enumerate(sought.asked.units)
            if "entity" in unit.kinds and set(unit.phrase) <= self.facts.context
        }
        for other in able[1:]:
            # The same words lead to both, and to neither by its whole name: how long the names are decides nothing.
            same = (
                other.units - entities == best.units - entities
                and best.coverage < FULL
                and not best.exact
                and other.score > best.score - 2.5 * TIE
            )
            if other.score < best.score - TIE and not same:
                continue
            if (other.units < best.units and not same) or (best.exact and not other.exact):
                continue
            rivals.append(other)
        if outlook is not None and outlook.horizon and self.facts.time_column and len(rivals) > 1:
            numeric = [rival for rival in rivals if rival.column.is_numeric and not rival.column.is_flag]
            rivals = numeric or rivals
        return rivals

    def _which(self, rivals: list[Candidate]) -> Reading:
        order = [column.name for column in self.facts.columns]
        names = tuple(sorted((rival.column.name for rival in rivals[:5]), key=order.index))
        question = Question("target", Message("goal-question-target", {"columns": list(names)}), names)
        return Reading(ReadingStatus.CLARIFY, questions=(question,), reasons=dict(self.parts.reasons))

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
        return self._result(kind, sought=sought, others=others, **extra)

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

    # ---- the plan

    def metric(self, kind: TaskKind) -> tuple[str | None, Threshold]:
        found: list[tuple[int, int, str]] = []
        for order, cue in enumerate(cues("metric")):
            if cue.value in _METRICS_OF[kind].split():
                for match in cue.pattern.finditer(self.seen.text):
                    if not self._is_spent(match):
                        found.append((match.start(), order, cue.value))
                        self.parts.reasons.setdefault("metric:" + cue.value, said(self.seen, *match.span()))
        if not found:
            return None, Threshold()
        names = [name for _, _, name in sorted(found, key=lambda item: (item[1], item[0]))]
        sides = [name for _, _, name in sorted(found) if name in ("recall", "precision")]
        name = sides[0] if sides else names[0]
        self.parts.reasons["metric"] = self.parts.reasons["metric:" + name]
        if name == "imbalance":
            name = "average_precision"
        if name == "f1" and kind is TaskKind.MULTICLASS:
            name = "f1_macro"
        if name in ("recall", "precision") and kind is TaskKind.BINARY:
            self.parts.reasons["threshold"] = self.parts.reasons["metric"]
            return "average_precision", Threshold(wish=Wish(name), floor=WISH_FLOOR)
        if name in ("recall", "precision"):
            name = "balanced_accuracy" if kind is TaskKind.MULTICLASS else name
        return name, Threshold()

    def _is_spent(self, match: re.Match[str]) -> bool:
        parts = {self.seen.used.get(position) for position in range(*match.span())}
        return "weights" in parts or (
            all(unit.column for unit in self.seen.units if match.start() <= unit.start and unit.end <= match.end())
            and any(unit.column for unit in self.seen.units if match.start() <= unit.start and unit.end <= match.end())
            and match.end() - match.start() < 14
        )

    def _result(
        self, kind: TaskKind, *, sought: Sought | None = None, others: Sequence[Candidate] = (), **extra: Any
    ) -> Reading:
        values = self.parts.values
        metric, threshold = self.metric(kind)
        reasons = by_part(self.parts.reasons, metric=metric is not None)
        target = extra.get("target")
        spec = TaskSpec(
            task=kind,
            metric=metric,
            threshold=threshold,
            exclude=tuple(name for name in values.get("exclude", ()) if name != target),
            include_only=tuple(name for name in values.get("include_only", ()) if name != target),
            filters=tuple(
                condition
                for condition in values.get("filters", ())
                if not (condition.column == target and condition.op == "notnull")
            ),
            budget=budget_of(values, self.budget),
            validation=validation_of(values),
            families_allow=values.get("models_allow", ()),
            families_deny=values.get("models_deny", ()),
            interpretable=bool(values.get("interpretable", False)),
            max_latency_ms=values.get("max_latency_ms"),
            max_model_mb=values.get("max_model_mb"),
            weights=values.get("weights", {}),
            seed=values.get("seed", config().seed),
            goal=self.seen.goal,
            **extra,
        )
        alternatives = tuple(self._alternative(spec, other, sought.asked) for other in others if sought)
        status = self.status_of(kind)
        stated = (
            frozenset(values) - {"filter_spans", "soft_filters"}
            | ({"metric"} if metric else set())
            | ({"target"} if target else set())
        )
        speed: Speed | None = values.get("speed")
        return Reading(status, spec, reasons, alternatives=alternatives, stated=stated, speed=speed)

    @staticmethod
    def status_of(kind: TaskKind) -> ReadingStatus:
        """Whether a plan of ``kind`` can be trained: the task plug-ins that are there decide."""
        trainable = {task.kind for task in plugins("tasks")}
        return ReadingStatus.OK if kind in trainable else ReadingStatus.UNDERSTOOD

    def _alternative(self, spec: TaskSpec, other: Candidate, ask: Asked) -> TaskSpec:
        column = other.column
        if column.is_binary:
            kind, positive = TaskKind.BINARY, positive_of(self.seen, other, ask)[0]
        else:
            kind, positive = (TaskKind.REGRESSION if column.is_numeric else TaskKind.MULTICLASS), None
        return spec.replaced(
            target=column.name,
            task=kind,
            positive=positive,
            metric=None,
            threshold=Threshold(),
            exclude=tuple(n for n in spec.exclude if n != column.name),
            horizon=None,
            freq=None,
            time_column=None,
            group_by=(),
        )


def _without(ranked: Sequence[Candidate], soft: set[str]) -> tuple[Candidate, ...]:
    """The candidates but for those that only a cell of a soft filter speaks for, after a first that is named."""
    first = ranked[0]
    if first.column.name in soft and first.coverage < HALF_SURE:
        return tuple(ranked)
    return tuple(c for c in ranked if not (c.column.name in soft and c.coverage < HALF_SURE))


def _clearly_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A column that is spoken of by half its name, where no other is near."""
    if not candidates or candidates[0].score < HALF_SURE or not candidates[0].units:
        return []
    clear = len(candidates) == 1 or candidates[1].score < candidates[0].score - TIE
    return [candidates[0]] if clear else []


def _is_outcome(column: ColumnFacts) -> bool:
    """A yes or no that tells how a case ended, and not how an earlier one did."""
    ended = column.head_kinds & {"event", "outcome"} or (
        column.is_binary and not column.is_flag and "status" in column.kinds
    )
    return column.is_binary and bool(ended) and "stat" not in column.kinds


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
    return graded or (asks_kind and not column.head_kinds & {"count", "measure", "money", "duration"})


def _task_reason(kind: TaskKind, column: ColumnFacts) -> Message:
    return Message(f"goal-reason-task-{kind}", {"column": column.name, "count": column.n_unique})


_VAGUE_MONEY = frozenset(
    [
        "price",
        "prices",
        "cost",
        "costs",
        "amount",
        "amounts",
        "value",
        "values",
        "worth",
        "money",
        "价格",
        "价钱",
        "金额",
        "费用",
        "多少钱",
        "值多少钱",
        "价值",
        "数额",
    ]
)
_PLAN_PARTS = {
    "seconds": "budget", "trials": "budget", "speed": "budget", "models_allow": "models", "models_deny": "models",
    "folds": "validation", "holdout": "validation", "validation_time": "validation", "validation_group": "validation",
}  # fmt: skip


def by_part(reasons: Mapping[str, Message], *, metric: bool = True) -> dict[str, Message]:
    """Reasons by the parts of the plan's sentence; what was not spoken of has the usual choice as its reason."""
    found: dict[str, Message] = {}
    for part, reason in reasons.items():
        if not part.startswith("metric:"):
            found.setdefault(_PLAN_PARTS.get(part, part), reason)
    found.setdefault("budget", Message("goal-reason-default"))
    if not metric:
        found.setdefault("metric", Message("goal-reason-default"))
    return found


def budget_of(values: Mapping[str, Any], given: Budget | None) -> Budget:
    """The budget that the goal names, else the one that its wording of speed stands for, else the dial's."""
    if "trials" in values:
        return Budget(trials=values["trials"])
    if "seconds" in values:
        return Budget(seconds=values["seconds"])
    settings = config()
    if "speed" in values and given is None:
        seconds = {
            "fast": settings.quick_seconds,
            "balanced": settings.balanced_seconds,
            "best": settings.thorough_seconds,
        }
        return Budget(seconds=seconds[values["speed"]])
    return given or Budget(seconds=settings.budget_seconds)


def validation_of(values: Mapping[str, Any]) -> Validation:
    """How the goal wants models to be judged."""
    return Validation(
        folds=min(values.get("folds", config().folds), 20),
        holdout=values.get("holdout"),
        time_column=values.get("validation_time"),
        group_column=values.get("validation_group"),
    )


def user_and_item(seen: Scan) -> tuple[ColumnFacts, ColumnFacts] | None:
    """The columns of who and what in a table of interactions: two identifiers that both come back."""
    facts = seen.facts
    ids = [
        column
        for column in facts.columns
        if "id" in column.kinds and column.kind in ("int", "string") and 2 < column.n_unique < 0.6 * facts.rows
    ]
    people = {"c:customer", "c:person", "c:patient", "c:student", "c:employee", "c:visitor", "c:player", "c:passenger"}
    users = [
        column for column in ids if any(people & facet.keys.keys() for name in column.names for facet in name.facets)
    ]
    if not users:
        return None
    items = [column for column in ids if column.name != users[0].name]
    return (users[0], items[0]) if items else None
