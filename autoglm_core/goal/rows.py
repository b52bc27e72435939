"""Which rows a goal is about: conditions on numbers, dates, cells, flags and gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autoglm_core.goal.cells import Cell, cells_in
from autoglm_core.goal.columns import match_columns, mentioned
from autoglm_core.goal.dates import date_conditions
from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.lexicon import gazetteer, lexicon, phrase_of, polarity, turn_of_phrase
from autoglm_core.goal.names import unit_words
from autoglm_core.goal.numbers import Number
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import Parts
from autoglm_core.goal.sql import sql_conditions, typed
from autoglm_core.messages import Message
from autoglm_core.spec import Filter

_COMPARE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (op, re.compile(pattern))
    for op, pattern in (
        (
            ">=",
            r"(?:at least|no less than|not less than|no fewer than|minimum(?: of)?|from|>=|≥"
            r"|not (?:under|below|younger than)|no (?:younger|smaller|shorter|lower) than|不低于|不少于|不小于"
            r"|至少|大于等于|大于或等于|年满|满|最少|起码)\s*(?:a |an |the )?$",
        ),
        (
            "<=",
            r"(?:at (?:the )?most|no more than|not more than|up to|maximum(?: of)?|<=|≤|not (?:over"
            r"|above|exceeding|older than)|no (?:older|bigger|larger|longer|higher|greater) than|不超过"
            r"|不高于|不大于|不多于|至多|最多|小于等于|以内|不到等于)\s*(?:a |an |the )?$",
        ),
        (
            ">",
            r"(?:(?:more|greater|larger|bigger|older|longer|higher|heavier|later|farther|further"
            r"|newer) than|over|above|exceed(?:s|ing)?|beyond|>|超过|大于|高于|多于|超出|高过"
            r"|早于等于)\s*(?:a |an |the )?$",
        ),
        (
            "<",
            r"(?:(?:less|smaller|fewer|younger|shorter|lower|lighter|earlier) than|under|below|<|小于"
            r"|低于|少于|不到|不足|不满|未满)\s*(?:a |an |the )?$",
        ),
        ("==", r"(?:equal(?:s|ing)? (?:to )?|exactly|==?|等于|恰好|正好)\s*$"),
    )
)
_COMPARE_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (op, re.compile(pattern))
    for op, pattern in (
        (
            ">=",
            r"\s*(?:[\w%€$]+ ){0,2}(?:or (?:more|above|over|older|higher|longer|larger|greater|better"
            r"|heavier|later|up)|and (?:more|above|over|up|older)|upwards|plus\b|\+)"
            r"|\s*[^,。;\d]{0,3}?(?:及|或|和)?以上|\s*[^,。;\d]{0,3}?(?:起|及更高|或更多)",
        ),
        (
            "<=",
            r"\s*(?:[\w%€$]+ ){0,2}(?:or (?:less|fewer|below|under|younger|lower|shorter|smaller"
            r"|lighter)|and (?:below|under|less)|at most)|\s*[^,。;\d]{0,3}?(?:及|或|和)?以下"
            r"|\s*[^,。;\d]{0,3}?(?:以内|之内)",
        ),
    )
)
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!="}
_IRRELEVANT = turn_of_phrase("rows-irrelevant")
_ONLY = turn_of_phrase("rows-only")
_WHERE = turn_of_phrase("rows-where")
_NEGATED = turn_of_phrase("rows-negated")
_NEGATED_AFTER = turn_of_phrase("rows-negated-after")
_WITH_IT = re.compile(r"(?:^|[对看在])\s*(?:带|有|没有|不带|无)[^,。]{1,8}$")
# "waterfront homes only", "only verified purchases", 只看临水的房子
_ONLY_FOLLOWS = re.compile(
    r"^\s*(?:(?!(?:in|using|with|by|on|from|for|at|based|of|can|could|will|may|should|is|are|and"
    r"|or)\b)\w+ ){0,2}only\b"
    r"(?! (?:use|using|from|by|on|call|have|got|a|for|in|with|at|if|when|the)\b)|^的[^,。]{0,8}(?:而已|就行)"
)
_ONLY_LEADS = re.compile(
    r"\b(?:only|just|solely)(?: (?:for|at|on|the|those|in|look at|consider|keep|take|about))* (?:non |not )?$"
    r"|(?:只看|只要|仅看|只考虑|只用|仅限|只保留|限于?)[^,。]{0,3}$|\blooking only at (?:\w+ ){0,3}$"
)
# Cells that are everyday words narrow nothing unless "only" or the column's name stands beside them.
_WEAK_CELLS = frozenset(
    [
        "no",
        "yes",
        "none",
        "other",
        "others",
        "unknown",
        "own",
        "new",
        "old",
        "low",
        "high",
        "mid",
        "medium",
        "male",
        "female",
        "single",
        "normal",
        "good",
        "bad",
        "true",
        "false",
        "is",
        "one",
        "two",
        "first",
        "all",
        "any",
        "m",
        "f",
        "a",
        "b",
        "c",
        "d",
        "e",
        "s",
        "l",
        "是",
        "否",
        "无",
        "有",
        "其他",
        "未知",
        "正常",
        "男",
        "女",
        "低",
        "中",
        "高",
        "新",
        "老",
        "一般",
    ]
)


_SOFT = "soft_filters"


def read_numbers(scan: Scan, parts: Parts) -> None:
    """Read the conditions on numbers and dates: before anything else takes the columns that they name."""
    _add(scan, parts, [*sql_conditions(scan), *date_conditions(scan), *_comparisons(scan)])


def read_rows(scan: Scan, parts: Parts) -> None:
    """Read the conditions on cells, flags and gaps; ``soft_filters`` hold unless their column is the target."""
    flags = _gaps_and_flags(scan)
    firm, soft = _cells(scan)
    _add(scan, parts, [*flags, *firm])
    parts.values[_SOFT] = tuple(soft)


def _add(scan: Scan, parts: Parts, filters: list[tuple[Filter, tuple[int, int]]]) -> None:
    if not filters:
        return
    known = dict.fromkeys((*parts.values.get("filters", ()), *(condition for condition, _ in filters)))
    spans = [*parts.values.get("filter_spans", ()), *(span for _, span in filters)]
    parts.values["filters"] = tuple(known)
    parts.values["filter_spans"] = tuple(dict.fromkeys(spans))
    words = " … ".join(dict.fromkeys(scan.quote(*span) for span in spans))
    parts.reasons["filters"] = Message("goal-reason-said", {"words": words})


# ---- comparisons -----------------------------------------------------------------------------------------------------


def _comparisons(scan: Scan) -> list[tuple[Filter, tuple[int, int]]]:
    found: list[tuple[Filter, tuple[int, int]]] = []
    numbers = [number for number in scan.numbers if not scan.is_used(number.start, number.end)]
    for number in numbers:
        low, high = scan.sentence_at(number.start)
        sign = re.search(r"[$€£¥]\s*$", scan.text[low : number.start])
        lead = low + sign.start() if sign else number.start
        if re.match(r"\s*(?:\w+ )?(?:errors?|mistakes?|misses|false alarms?|slips)\b", scan.text[number.end :]):
            continue  # "worse than ten errors" weighs mistakes
        before, after = scan.text[low:lead], scan.text[number.end : high]
        op, op_start, tail_end = _operator(before, after, lead, low, number.end)
        between = re.search(r"\bbetween\s*$|介于\s*$|在\s*$", before)
        partner = _partner(scan, number, numbers) if between or re.match(r"\s*(?:-|–|to|到|至)\s*\d", after) else None
        if op is None and partner is None:
            found += _equal(scan, number, low, high)
            continue
        if between and partner:
            op_start = low + between.start()
        column = _number_column(scan, op_start, number, partner or number, high)
        if column is None:
            continue
        if partner and _is_scale(scan, column, number.value, partner.value, (low, high)):
            continue  # "from 1 to 5" tells the scale, and narrows nothing
        values = [(">=", number.value), ("<=", partner.value)] if partner else [(op, number.value)]
        nobody = re.search(r"\b(?:nobody|no one|none|nothing|not|never|no \w+)\b[^,;.]{0,22}$", scan.text[low:op_start])
        if (op and nobody and not partner) or (
            op and _IRRELEVANT.search(scan.text[tail_end : min(high, tail_end + 40)]) and not partner
        ):
            values = [(_OPPOSITE[op], number.value)]
        end = max(tail_end, partner.end if partner else 0)
        start = min(op_start, low + between.start() if between else op_start)
        for each, value in values:
            if (column.kind == "int" and not float(value).is_integer()) or number.share:
                pass
            whole = int(value) if float(value).is_integer() else value
            found.append((Filter(column=column.name, op=each, value=whole), (start, end)))
        scan.use(start, end, "filters")
        _use_column_words(scan, column, start, end)
    return found


def _operator(before: str, after: str, lead: int, low: int, end: int) -> tuple[str | None, int, int]:
    """The comparison that stands before a number, else after it, and where its words begin and end."""
    for op, pattern in _COMPARE:
        match = pattern.search(before)
        if match and not (op == ">=" and match.group().startswith("from")):
            return op, low + match.start(), end
    for op, pattern in _COMPARE_AFTER:
        match = pattern.match(after)
        if match:
            return op, lead, end + match.end()
    return None, lead, end


def _is_scale(scan: Scan, column: ColumnFacts, low: float, high: float, sentence: tuple[int, int]) -> bool:
    """Whether two numbers are the ends of what a column that is spoken of holds."""
    names = {column.name, *mentioned(scan.facts, scan.units_in(*sentence, free=False))}
    return any((low, high) == (c.low, c.high) for c in map(scan.facts.column, names))


def _partner(scan: Scan, number: Number, numbers: Sequence[Number]) -> Number | None:
    for other in numbers:
        if other.start > number.end and re.fullmatch(
            r"\s*[^,。;\d]{0,12}(?:and|to|-|–|到|至|和)\s*[$€£¥]?\s*", scan.text[number.end : other.start]
        ):
            return other
    return None


def _number_column(scan: Scan, op_start: int, first: Number, last: Number, high: int) -> ColumnFacts | None:
    """The column that a compared number belongs to: named beside it, told by its unit, or by "older", "heavier"."""
    low, _ = scan.sentence_at(op_start)
    after = scan.units_in(last.end, min(high, last.end + 32), free=False)
    lead = scan.text[max(low, op_start - 45) : op_start]
    cut = max((match.end() for match in _LEADS_IN.finditer(lead)), default=0)
    before = scan.units_in(op_start - len(lead) + cut, op_start, free=False)
    inside = scan.units_in(op_start, first.start, free=False)
    clause = scan.clause_at(first.start)
    measure = _unit_after(scan, last.end) or _sign_before(scan, first.start)
    scores: dict[str, float] = {}
    full = False
    both = (*before[-4:], *after[:3])
    for units, weight in ((after[:5], 1.0), (before[-6:], 0.9), (inside, 0.8), (both, 0.95)):
        for match in match_columns(scan.facts, units):
            if not match.column.is_numeric or match.column.is_identifier or match.coverage < 0.4:
                continue
            full = full or match.coverage >= 0.95
            nearest = 0.0
            for number in match.units:
                unit = units[number]
                distance = (unit.start - last.end) if unit.start >= last.end else (op_start - unit.end)
                crosses = 1.0 if clause[0] <= unit.start < clause[1] else 0.5
                nearest = max(nearest, match.hits.get(number, 0.5) * (1.0 - max(distance, 0) / 90) * crosses)
            score = weight * (0.5 * match.coverage + 0.5 * nearest)
            if measure and match.column.units and measure not in match.column.units:
                score *= 0.3  # kilograms are not compared with what is counted in yuan
            scores[match.column.name] = max(scores.get(match.column.name, 0.0), score)
    if not full:
        _add_unit_and_comparative(scan, op_start, first, last, scores)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0.3:
        return None
    return scan.facts.column(ranked[0][0])


_LEADS_IN = re.compile(r"\b(?:for|who|with|where|whose|among|from|that|and)\b")
# Comparatives that say by themselves what is compared.
_COMPARATIVES = (
    ("older", "age"), ("younger", "age"), ("heavier", "weight"), ("longer", "duration"), ("年满", "age"), ("岁", "age"),
)  # fmt: skip


_PEOPLE = re.compile(
    r"\b(?:people|persons?|men|women|males?|females?|patients?|customers?|clients?|students?|members?|children|employees|"
    r"users?|adults?|applicants?|borrowers?|passengers?|drivers?|guests?|pupils|kids|those|anyone|everyone)"
    r"\s+(?:aged )?$"
)


def _add_unit_and_comparative(scan: Scan, start: int, first: Number, last: Number, scores: dict[str, float]) -> None:
    """Let the unit of a number ("150 km"), "older" and the like speak for the columns that they fit."""
    measure = _unit_after(scan, last.end) or _sign_before(scan, first.start)
    for column in scan.facts.columns:
        if column.is_numeric and measure and measure in column.units:
            scores[column.name] = scores.get(column.name, 0.0) + 0.45
    text = scan.text[start : first.start]
    concepts = [(c, 0.5) for word, c in _COMPARATIVES if word in text or scan.text.startswith(word, last.end)]
    by_years = re.search(r"\b(above|over|under|below|aged?|between)\s*$|满", text + " ")
    if not scores and first.value < 120 and by_years:
        concepts.append(("age", 0.4))
    if measure is None and first.value < 120 and _PEOPLE.search(scan.text[:start]):
        concepts.append(("age", 0.9))
    for concept, share in concepts:
        for position, _, _, strength in scan.facts.index.get("c:" + concept, ()):
            column = scan.facts.columns[position]
            if column.is_numeric:
                scores[column.name] = scores.get(column.name, 0.0) + share * strength


def _unit_after(scan: Scan, position: int) -> str | None:
    for unit in scan.units:
        if position <= unit.start <= position + 3:
            key = next((key for key in unit.keys if key.startswith("u:")), None)
            if key:
                return key[2:]
    return None


def _sign_before(scan: Scan, position: int) -> str | None:
    match = re.search(r"([$€£¥])\s*$", scan.text[:position])
    return unit_words().get((match[1],)) if match else None


def _use_column_words(scan: Scan, column: ColumnFacts, start: int, end: int) -> None:
    for unit in scan.units:
        near = end <= unit.start <= end + 30 or start - 30 <= unit.end <= start
        if near and column.name in mentioned(scan.facts, [unit], least=0.3):
            scan.use(unit.start, unit.end, "filters")


def _equal(scan: Scan, number: Number, low: int, high: int) -> list[tuple[Filter, tuple[int, int]]]:
    """ "36-month loans", "loans of 36 months": a number with its unit that stands so in a column of few values."""
    if number.share or number.value != int(number.value):
        return []
    unit = _unit_after(scan, number.end)
    text = str(int(number.value))
    hyphen = re.match(r"-[a-z]+", scan.text[number.end : high])
    named = scan.units_in(max(low, number.start - 20), number.start)
    for column in scan.facts.columns:
        if column.is_numeric and column.is_identifier and text in column.values:
            # "Pharmacy 1014": the thing and its number.
            near = scan.units_in(max(low, number.start - 14), number.start, free=False)[-1:]
            if near and near[0].end >= number.start - 2 and column.name in mentioned(scan.facts, near, least=0.3):
                scan.use(near[0].start, number.end, "filters")
                return [(Filter(column=column.name, op="==", value=int(number.value)), (near[0].start, number.end))]
        if not column.is_numeric or text not in column.values or column.n_unique > 30:
            continue
        by_name = column.name in mentioned(scan.facts, named[-3:]) and re.search(
            r"(=|\bis|\bof|为|是|等于)\s*$", scan.text[low : number.start]
        )
        if (unit and unit in column.units and (hyphen or _ONLY.search(scan.text[low:high]))) or by_name:
            end = number.end + (hyphen.end() if hyphen else 0)
            scan.use(number.start, end, "filters")
            return [(Filter(column=column.name, op="==", value=int(number.value)), (number.start, end))]
    return []


# ---- gaps and flags --------------------------------------------------------------------------------------------------


def _gaps_and_flags(scan: Scan) -> list[tuple[Filter, tuple[int, int]]]:
    found: list[tuple[Filter, tuple[int, int]]] = []
    for start, end in scan.sentences:
        for low, high in scan.clauses(start, end):
            text = scan.text[low:high]
            only = _ONLY.search(text) or re.search(
                r"\b(looking only at|for those|where|exclude|drop|ignore)\b|只看|只要|没有填|非空|排除|去掉", text
            )
            for name, hit in _spans(scan, low, high):
                column = scan.facts.column(name)
                before, after = scan.text[low : hit[0]], scan.text[hit[1] : high]
                condition = _gap(column, before, after, only=bool(only)) or _flag(
                    scan, column, before, after, only=bool(only), hit=hit
                )
                if condition:
                    found.append((condition, hit))
                    scan.use(*hit, "filters")
    return found


def _spans(scan: Scan, low: int, high: int) -> list[tuple[str, tuple[int, int]]]:
    """The flags and the columns with gaps that a clause speaks of, with the words that do it."""
    units = scan.units_in(low, high)
    able = {column.name for column in scan.facts.columns if column.missing or column.is_flag}
    names = [name for name in mentioned(scan.facts, units) if name in able]
    if not names:
        return []
    own = {
        (unit.start, unit.end): {*mentioned(scan.facts, [unit], least=0.3), *([unit.column] if unit.column else [])}
        for unit in units
    }
    found = []
    for name in names:
        spoken = [unit for unit in units if name in own[(unit.start, unit.end)]]
        if spoken:
            found.append((name, (min(unit.start for unit in spoken), max(unit.end for unit in spoken))))
    return found


def _gap(column: ColumnFacts, before: str, after: str, *, only: bool) -> Filter | None:
    if column.missing == 0:
        return None
    filled = re.search(
        r"\b(is|are|was|were) (known|filled|given|available|present|not (missing|empty|null|blank))\b"
        r"|不为空|非空|有值|不缺失|已知|有填",
        after,
    )
    has = re.search(r"\b(with|have|has|having|contain(ing|s)?|got)( an?| the| any| some)?\s*$|有\s*$", before)
    lacks = re.search(r"\b(without|missing|lacking|no)( an?| the| any)?\s*$|(没有|缺少|缺失)\s*$", before) or re.search(
        r"^\s*(is|are) (missing|empty|unknown|null)|为空|缺失", after
    )
    dropped = re.search(r"\b(exclude|drop|ignore|skip|remove|leave out|discard|omit)\b|排除|去掉|剔除|删", before)
    if filled or (has and only) or (lacks and dropped):
        return Filter(column=column.name, op="notnull")
    return None


def _flag(
    scan: Scan, column: ColumnFacts, before: str, after: str, *, only: bool, hit: tuple[int, int]
) -> Filter | None:
    """A yes/no column that rows are narrowed by: "waterfront homes only", "homes with a pool", "non-smokers only"."""
    if not column.is_flag:
        return None
    negated = (
        _NEGATED.search(before) is not None
        or re.match(r"non|un(?!i)|不|非|没有|无", scan.text[hit[0] : hit[1]]) is not None
    )
    with_it = re.search(
        r"\b(with|without|having|who have|that have|on|during|outside)( an?| the| any)?\s*$|(有|没有|带|不带|在)\s*$",
        before,
    )
    # "with a garage" narrows rows where "only" stands near, or where it follows the thing that a row stands for.
    near_only = only and (_ONLY_FOLLOWS.match(after) or _ONLY_LEADS.search(before))
    if re.search(
        r"\b(whether|if|will|would|is|does|predict|estimate|detect|classify)\b[^,]{0,25}$|预测|判断|会不会"
        r"|是否|有没有",
        before,
    ):
        near_only = near_only if re.search(r"\bonly\b|只|仅", after[:14]) else None
        with_it = None
    # "For flats with a lift", "among clerks with overtime", "for smokers" and 有电梯的房子 narrow without any "only".
    group = (
        re.search(r"(?:^|\b(?:for|among|of|in)\b)\s*(?:\w+ ){0,2}\w+ with(?:out)?(?: an?| the)? $", before)
        or (re.search(r"\b(?:for|among)(?: the| all| our)? (?:non )?$", before) and scan.text[hit[1] - 1] == "s")
        or (_WITH_IT.search(before + scan.text[hit[0] : hit[1]]) and re.match(r"的[㐀-鿿]", after))
        or _NEGATED_AFTER.match(after)
    )
    negated = negated or bool(_NEGATED_AFTER.match(after))
    if not near_only and not (with_it and only) and not group:
        return None
    return Filter(column=column.name, op="==", value=_answer(column, positive=not negated))


def _answer(column: ColumnFacts, *, positive: bool) -> str | bool | int | float:
    if column.kind == "bool":
        return positive
    wanted = "answer:yes" if positive else "answer:no"
    value = next(v for v in column.values if wanted in gazetteer().get(v.lower(), ()))
    return typed(column, value)


# ---- cells -----------------------------------------------------------------------------------------------------------


def _cells(scan: Scan) -> tuple[list[tuple[Filter, tuple[int, int]]], list[tuple[Filter, tuple[int, int]]]]:
    """Conditions on cells: firm ones, and soft ones, which hold unless their column turns out to be the target."""
    groups: dict[tuple[int, bool, tuple[int, int]], list[tuple[Cell, bool]]] = {}
    taken: set[int] = set()
    found_cells = cells_in(scan)
    verdicts = [
        _narrows(scan, cell, scan.facts.columns[cell.column], scan.sentence_at(cell.start)) for cell in found_cells
    ]
    for number, cell in enumerate(found_cells):
        if verdicts[number] is None:
            # "Petrol or diesel": what is said of one cell holds for the next of the same column.
            verdicts[number] = next(
                (v for n, v in enumerate(verdicts) if v is not None and _enumerated(scan, found_cells[n], cell)), None
            )
    for cell, firm in zip(found_cells, verdicts, strict=True):
        if firm is None or taken.intersection(range(cell.start, cell.end)):
            continue
        sentence = scan.sentence_at(cell.start)
        after = scan.text[cell.end : sentence[1]]
        negated = _NEGATED.search(scan.text[sentence[0] : cell.start]) is not None or bool(_NEGATED_AFTER.match(after))
        groups.setdefault((cell.column, negated, sentence), []).append((cell, firm or negated))
        taken.update(range(cell.start, cell.end))
    if not groups:
        groups |= _partial_groups(scan)
    found: tuple[list[tuple[Filter, tuple[int, int]]], list[tuple[Filter, tuple[int, int]]]] = ([], [])
    for (position, negated, sentence), cells in groups.items():
        column = scan.facts.columns[position]
        if _lists_classes(scan, column, [cell for cell, _ in cells], sentence):
            continue
        values = tuple(dict.fromkeys(typed(column, cell.value) for cell, _ in cells))
        span = min(cell.start for cell, _ in cells), max(cell.end for cell, _ in cells)
        side = found[0 if any(firm for _, firm in cells) else 1]
        if negated:
            side += [(Filter(column=column.name, op="!=", value=value), span) for value in values]
        elif len(values) == 1:
            side.append((Filter(column=column.name, op="==", value=values[0]), span))
        else:
            side.append((Filter(column=column.name, op="in", value=values), span))
        if side is found[0]:
            for cell, _ in cells:
                scan.use(cell.start, cell.end, "filters")
    return found


def _enumerated(scan: Scan, one: Cell, other: Cell) -> bool:
    first, second = sorted((one, other), key=lambda cell: cell.start)
    between = scan.text[first.end : second.start]
    return (
        one.column == other.column
        and re.fullmatch(r"\s*(?:,|/|、|和|或者?|与|及|and|or|, ?and|, ?or|as well as)\s*", between) is not None
    )


def _lists_classes(scan: Scan, column: ColumnFacts, cells: Sequence[Cell], sentence: tuple[int, int]) -> bool:
    """ "Bearing, seal, motor or none?" names what may come out, and narrows nothing."""
    text = scan.text[sentence[0] : sentence[1] + 1]
    if _ONLY.search(text) or not re.search(r"\bor\b|还是|或|\?", text):
        return False
    return len({cell.value for cell in cells}) >= max(2, 0.6 * column.n_unique)


def _partial_groups(scan: Scan) -> dict[tuple[int, bool, tuple[int, int]], list[tuple[Cell, bool]]]:
    groups: dict[tuple[int, bool, tuple[int, int]], list[tuple[Cell, bool]]] = {}
    for start, end in scan.sentences:
        for low, high in scan.clauses(start, end):
            only = _ONLY.search(scan.text[low:high])
            if not only:
                continue
            for unit in scan.units_in(low, high):
                if len(unit.phrase) > 1 or len(unit.text) < 4:
                    continue
                for position, value in scan.facts.cell_words.get(unit.phrase[0], ()):
                    cell = Cell(position, value, unit.start, unit.end, 0.7)
                    groups.setdefault((position, False, (start, end)), []).append((cell, True))
    return groups


def _narrows(scan: Scan, cell: Cell, column: ColumnFacts, sentence: tuple[int, int]) -> bool | None:
    """Whether a cell in the goal is a condition on rows: firmly, softly (False), or not at all (None)."""
    clause = scan.clause_at(cell.start)
    before, after = scan.text[clause[0] : cell.start], scan.text[cell.end : clause[1]]
    word = scan.text[cell.start : cell.end]
    only = _only_about(scan, before, after, clause, sentence)
    others = [unit for unit in scan.units_in(*clause, free=False) if unit.end <= cell.start or unit.start >= cell.end]
    beside = column.name in mentioned(scan.facts, others)
    if word in _WEAK_CELLS or len(word) == 1:
        near = only and (
            re.search(r"(?:只看|只要|仅看|只限|仅限|only|just|只)[^,。]{0,4}$", before)
            or re.match(r"\s*(?:\w+ )?only\b", after)
        )
        latin = len(word) == 1 and word.isascii()
        return True if (beside or (near and not latin)) and not column.is_flag else None
    if only:
        return True
    if column.is_binary and {polarity().get(phrase_of(value.lower()), 0) for value in column.values} & {-1, 1}:
        return None  # without "only", one of a good and a bad class is rather what is sought
    if _NEGATED.search(scan.text[sentence[0] : cell.start]) or _NEGATED_AFTER.match(after):
        return True
    if cell.strength < 0.9:
        return None
    original = scan.quote(cell.start, cell.end)
    alone = not re.sub(
        r"\b(?:and|or|please|the)\b|[\s和或、]",
        "",
        before + re.sub(r"\b\w+$", "", after) if len(after.split()) <= 2 else "x",
    )
    if alone and clause[0] != sentence[0] - 1 and not column.is_binary and sentence[0] > 0:
        return False
    strange = re.fullmatch(r"[a-z]{5,}", word) is not None and word not in lexicon().english
    distinct = (
        strange
        or (original[:1].isupper() and clause[0] != cell.start)
        or re.search(r"[_\d]|\w\W+\w", original) is not None
    )
    placed = re.search(r"\b(for|in|of|from|among|within|at|to|on|via|through|by)(?: (?:the|our|all))?\s*$", before)
    follows = next((unit for unit in scan.units if 0 <= unit.start - cell.end <= 1), None)
    described = follows is not None and "entity" in follows.kinds and re.match(r"[a-z]", word) is not None
    return False if distinct or placed or beside or described or re.search(r"[㐀-鿿]", word) else None


def _only_about(scan: Scan, before: str, after: str, clause: tuple[int, int], sentence: tuple[int, int]) -> bool:
    if _ONLY.search(before) or re.match(
        r"[^,.;]{0,40}\bonly\b(?! (?:use|using|from|by)\b)|[^,。;]{0,12}(?:而已|就行)", after
    ):
        return True
    # "Only for Germany and France, and for Spain": the enumeration goes on in the next clause.
    return bool(_ONLY.search(scan.text[sentence[0] : clause[0]])) and len(before.strip()) < 5
