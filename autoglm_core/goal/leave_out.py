"""Columns that a goal rules out, and columns that it wants to be the only ones."""

from __future__ import annotations

import re

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import Parts, said

_NOT = r"(?:don't|do not|doesn't|does not|never|must not|mustn't|may not|should not|shouldn't|cannot|can't|can not|not|won't|will not)"
_FORWARD = re.compile(
    rf"\b(?:{_NOT}(?: to)?(?: be)? (?:use|using|used|include|including|consider|look at|touch|rely on|take into account|feed|show|"
    r"give|see|look|count on|train on|peek at|put in|need|trust|bother with)|let the \w+ (?:see|look at|know|use)|without(?: (?:using|looking at|knowing|the use of|any|seeing|considering))?|"
    r"ignor(?:e|ing)|exclud(?:e|ing)|drop(?:ping)?|remov(?:e|ing)|omit(?:ting)?|skip(?:ping)?|disregard(?:ing)?|except(?: for)?|excepting|other than|"
    r"apart from|discard(?:ing)?|hid(?:e|ing)|blind to|get rid of|throw (?:out|away)|stay away from|forget about|"
    r"leav(?:e|ing) out|keep(?:ing)? out|tak(?:e|ing) out|strip(?:ping)?(?: out)?|hands off|neither|nor|minus|barring|"
    r"know nothing about|regardless of|independent of|bar|that is no|and no|but no)\b"
)
_WRAP = re.compile(
    r"\b(?:leave|keep|take|throw|filter)\b (?P<what>(?:(?!\bleave\b|\bkeep\b)[^.;!?]){1,60}?) \b(?:out|away|aside)\b(?! of the test)"
)
_BACKWARD = re.compile(
    r"\b(?:(?:is|are|was|were|be) (?:strictly )?(?:off[- ]limits|taboo|forbidden|meaningless|unknown|useless|irrelevant|unavailable|"
    r"out of bounds|prohibited|not (?:yet )?(?:known|available|allowed|in|permitted|relevant|there|recorded|usable|used|to be used)|banned|no use|known only (?:after|later|once)|"
    r"only (?:known|available|recorded|there|filled in|set|entered|added)|(?:filled in|entered|recorded|set|known|written down|added|decided|determined) (?:only )?(?:afterwards|later|too late|after\b|once\b|at the end)|recorded (?:after|later|afterwards)|a leak|leaky|leaks|filled in (?:after|later))|"
    r"(?:aren't|isn't|wasn't|won't be|will not be) (?:\w+ )?(?:in|known|available|allowed|used|there|relevant|permitted|recorded|usable)|"
    r"(?:must|should|may|can|shall|mustn't|shouldn't|can't|cannot)(?: not)? (?:never )?(?:be (?:used|a factor|included|considered|an input|part of|taken|seen|fed|excluded|left out|dropped|removed|ignored)|play a role|influence|matter|enter|go in)|"
    r"(?:arrives?|comes?|shows? up|gets? known|becomes? known|appears?|gets? recorded) (?:in )?(?:too late|only after|only later|afterwards|later)|"
    r"not be (?:known|used|available)|we (?:don't|do not|won't|will not|never|can't|cannot) (?:have|know|get|see|use)|"
    r"only (?:shows? up|arrives?|comes? in|becomes? known|appears?|exists?)|out\b(?= of (?:it|this|the model|the picture))|(?:has|have) to go|(?:has|have) no place)\b"
)
_MUST_POSITIVE = re.compile(
    r"\b(?:must|should|may|can|shall) (?:be (?:used|a factor|included|considered|an input|part of|taken|seen|fed)|play a role|influence|matter|enter|go in)"
)
_CHINESE = re.compile(
    r"不要(?:再)?(?:使用|用到|用|把|放|看|考虑|参考|包含|包括|加|带)|别(?:再)?(?:使用|用|把|放|看|考虑|参考|管|加|带|碰)|不(?:要)?(?:使用|用管|用|考虑|参考|包含|包括|含|看)|"
    r"(?:都)?(?:不能|不可以?|不许|不准|不得|不应该?|不该|不宜|无法|不让)(?:被)?(?:再)?(?:使用|用到|用|参与|放(?:进|入|到|在)|作为|当|考虑|看|参考|纳入|出现在模型)|排除(?:掉)?|去掉|去除|剔除|除去|删除|删掉|删去|忽略|无视|抛开|丢掉|丢弃|扔掉|撇开|"
    r"除了|除(?=[^,。]{1,12}(?:之?外|以外))|剥离|拿掉|去(?:除)?(?=.{1,8}列)|移除|不予考虑|不纳入|不参与|不作为|不放进去|不要(?=[^,。]{1,12}(?:列|字段|特征|这))"
)
_CHINESE_BACK = re.compile(
    r"不用管|没有?意义|无意义|没用|(?:都|还|事先|当时|届时|到时候?|提前)*(?:都)?(?:还)?不(?:会)?(?:知道|清楚|可知|可得)|拿不到|得不到|未知|除外|(?:之|以)后才(?:有|知道|能|出|会|得|产生|填)|才(?:有|知道|能知道|会有|填)(?:的)?|"
    r"事后(?:才|的)|不要了?(?=$|[,。;!])|不要放|别放|不放|不算|不相关|无关|不可用|不(?:能|许|准|得|要|该|应)(?:使)?用|没法(?:用|知道)|不参与|要去掉|去掉|排除|剔除|删掉|不给(?:模型)?看"
)
_ANAPHOR = re.compile(
    r"^\s*(?:it|them|that|those|these|both|this one|this|that one|this column|these columns|all of them|any of them|either)\b|^(?:它们?|这(?:两|几|三|些)?(?:个|列)?|那(?:个|列))"
)
_STOP_REGION = re.compile(
    r"\b(?:predict|forecast|estimate|classify|guess|find|tell|then|because|since|which|who|as (?:it|they|we|that)|but|so|within|finish|for (?:the|those|clients|customers|people|rows)|use only|using only|only use|please predict|and predict|to predict|when|if|nor|and (?:use|finish|validate|keep|predict|be|don't|tell|make|do))\b"
    r"|预测|判断|估计|只看|只要|只用|因为|所以|来预测|之后|以后|用(?!到|户)"
)
_ONLY = re.compile(
    r"\b(?:using|uses?|with|from|on|by|based on|looking at|knowing|consider(?:ing)?) (?:only|just|solely|exclusively|nothing (?:else )?(?:but|except|other than))\b|\b(?:only|solely|just|exclusively) (?:use|using|with|from|by|based on|looking at|on|consider)\b|"
    r"\bnothing (?:else )?but\b|\b(?:restrict|limit)(?: \w+){0,2} (?:inputs?|features?|columns?|predictors?) to\b|\bno(?:thing| columns| features| inputs| data)? other than\b"
    r"|(?:只|仅|光|单)(?:仅)?(?:能)?(?:使用|利用|根据|依据|基于|凭|靠|通过|参考|依靠|用|以)|除了?(?=[^,。]{1,30}(?:之?外|以外)[^,。]{0,4}(?:都|全|什么都|其他(?:都|的都)?)(?:不|别))"
)
_ONLY_AFTER = re.compile(
    r"\b(?:using|use|with|from|on|by|based on|given|look(?:ing)? at|know(?:ing)?)\b(?P<what>(?:(?!\b(?:but|except|which|who|that|where)\b)[^.;!?]){2,90}?)(?:,? (?:alone|only|and nothing (?:else|more)|nothing (?:else|more)|exclusively)\b(?=\s*(?:[,.;!?]|$|to\b|-))|, nothing else\b)"
    r"|(?:用|根据|凭|靠|看)(?P<zh>[^。;!?]{1,40}?)(?:就(?:行|够|可以|好)|这[几两三四]列|[,，]?(?:别的|其他的?|其余)(?:都)?(?:不要|不用|别))"
)
_ONLY_STOP = re.compile(
    r"\b(?:to )?(?:predict|forecast|estimate|classify|guess|find|tell|say|decide)\b|\bhow\b|\bwhether\b|\bwill\b|预测|判断|估计|来|分(?:成|为)|聚|给|把|做(?=预|模|分)|,(?=[^,]{0,4}(?:要|且|模型|不|误|漏|预))"
)
_PRONOUNS = frozenset("it they them these those this that which both all the a an so and but would will is are be as there we".split())
# A thing that rows stand for, directly after "only", speaks of rows: "using only homes with a pool".
_ROWS_FOLLOW = re.compile(
    r"\s*(?:the |those |data (?:from|of|on|for)|rows?|records?|cases?|entries)\b|[^,。]{0,12}的(?:数据|记录|客户|订单|样本|行|人)"
)


def read_columns_wanted(scan: Scan, parts: Parts) -> None:
    """Read ``include_only`` and ``exclude``."""
    _include(scan, parts)
    _exclude(scan, parts)


# ---- left out --------------------------------------------------------------------------------------------------------


def _exclude(scan: Scan, parts: Parts) -> None:
    found: dict[str, tuple[int, int]] = {}
    for match in _WRAP.finditer(scan.text):
        start, end = match.span("what")
        names = [] if _ANAPHOR.match(match["what"]) else _columns(scan, start, end)
        low = start
        if not names and _ANAPHOR.match(match["what"]):
            low, _, names = _backwards(scan, match.start())
        for name in names:
            found.setdefault(name, (min(low, match.start()), match.end()))
        if names:
            _use(scan, names, min(low, match.start()), match.end())
    for pattern, backward in ((_FORWARD, False), (_CHINESE, False), (_BACKWARD, True), (_CHINESE_BACK, True)):
        for match in pattern.finditer(scan.text):
            if scan.is_used(match.start(), match.end()) and not _partly(scan, match):
                continue
            if (
                pattern is _BACKWARD
                and _MUST_POSITIVE.match(match.group())
                and not _negated_subject(scan, match.start())
            ):
                continue
            if pattern is _BACKWARD and _other_subject(scan, match.start()):
                continue
            start, end, names = _around(scan, match, backward=backward)
            for name in names:
                found.setdefault(name, (start, end))
            if names:
                _use(scan, names, start, end)
    if found:
        order = [column.name for column in scan.facts.columns]
        parts.values["exclude"] = tuple(sorted(found, key=order.index))
        spans = sorted(set(found.values()))
        parts.reasons["exclude"] = said(scan, spans[0][0], spans[0][1]) if len(spans) == 1 else _several(scan, spans)


def _several(scan: Scan, spans: list[tuple[int, int]]):  # type: ignore[no-untyped-def]
    from autoglm_core.messages import Message

    return Message("goal-reason-said", {"words": " … ".join(scan.quote(*span) for span in spans)})


def _partly(scan: Scan, match: re.Match[str]) -> bool:
    return any(position not in scan.used for position in range(*match.span()))


def _other_subject(scan: Scan, position: int) -> bool:
    """ "Plain accuracy would be meaningless" says nothing of the columns in the clause before."""
    start, _ = scan.clause_at(position)
    units = [unit for unit in scan.units_in(start, position, free=False) if unit.text not in _PRONOUNS and not unit.is_generic]
    return bool(units) and not mentioned(scan.facts, units) and not any(unit.text in ("which", "that", "it", "they", "these", "those", "this", "both") for unit in scan.units_in(start, position, free=False))


def _negated_subject(scan: Scan, position: int) -> bool:
    start, _ = scan.clause_at(position)
    return re.search(r"\b(no|none of|neither)\b", scan.text[start:position]) is not None


def _around(scan: Scan, match: re.Match[str], *, backward: bool) -> tuple[int, int, list[str]]:
    """The columns that the denial ``match`` is about: after it, else before it, else in the clause before."""
    sentence = scan.sentence_at(match.start())
    if not backward:
        end = _region_end(scan, match.end(), sentence[1])
        rest = scan.text[match.end() : end]
        if not _ANAPHOR.match(rest) and not _speaks_of_rows(scan, match, rest):
            names = _columns(scan, match.end(), end)
            if names and not _cell_there(scan, match.end(), end):
                return match.start(), end, names
            if _has_content(scan, match.end(), end):
                return match.start(), end, []
        elif not _ANAPHOR.match(rest):
            return match.start(), end, []
    limit = match.start()
    if re.match(r"(?:之|以)后才|才(?:有|知道|能|会|填)", match.group()):
        # "X 是 Y 之后才有的": Y is the event, X the column.
        event = re.search(r"(?:是|在|要|得|只有)[^,。;]{0,12}$", scan.text[:limit])
        limit = event.start() if event else limit
    start, _, names = _backwards(scan, limit)
    return start, match.end(), names


def _cell_there(scan: Scan, start: int, end: int) -> bool:
    """ "Except medical loans" denies rows, not the columns that have to do with loans."""
    units = scan.units_in(start, end)
    if any(unit.column for unit in units):
        return False
    return any(
        unit.phrase in scan.facts.value_index or (unit.text,) in scan.facts.value_index for unit in units if len(unit.text) > 2
    )


def _has_content(scan: Scan, start: int, end: int) -> bool:
    """Whether something is denied there, though no column: a model family, a cell, a thing the table lacks."""
    if any(position in scan.used for position in range(start, end)):
        return True
    units = scan.units_in(start, end)
    return any(len(unit.text) > 1 and not unit.is_generic and unit.text not in _PRONOUNS and unit.text not in ("it", "them", "这", "的", "到") for unit in units)


def _speaks_of_rows(scan: Scan, match: re.Match[str], rest: str) -> bool:
    """ "Exclude bookings without a review" is about rows: a thing that rows stand for, then a condition on it."""
    return bool(
        re.match(
            r"\s*(?:all |any |the |every )?(?:rows?|records?|cases?|entries)\b|[^,。]{0,16}的(?:数据|记录|行|样本|客户|订单)",
            rest,
        )
    ) or bool(
        re.match(r"(?:exclud|drop|remov|ignor|skip|omit|discard)", match.group())
        and re.match(
            r"\s*(?:all |any |the )?\w+ (?:without|with|who|that|where|which|whose|from|in|older|younger|below|above|over|under)\b",
            rest,
        )
    )


def _region_end(scan: Scan, start: int, end: int) -> int:
    """How far an enumeration goes on: over commas as long as columns follow."""
    stop = _STOP_REGION.search(scan.text, start, end)
    while stop and any(unit.column and unit.start < stop.end() and stop.start() < unit.end for unit in scan.units):
        stop = _STOP_REGION.search(scan.text, stop.end(), end)
    end = min(end, stop.start()) if stop else end
    position = start
    for low, high in scan.clauses(start, end):
        if low > start and not _begins_with_column(scan, low, high):
            return position
        position = high
    return min(position, end) if position > start else end


def _begins_with_column(scan: Scan, start: int, end: int) -> bool:
    """Whether the enumeration goes on here: the clause is hardly more than names of columns."""
    units = [
        unit
        for unit in scan.units_in(start, end)
        if unit.text not in ("the", "and", "or", "a", "an", "any", "as", "well", "和", "或", "与", "及")
    ]
    if not units or len(units) > 6:
        return False
    if (
        re.search(
            r"\b(is|are|it|they|we|should|must|will|won't|please|i)\b|不|要|能|会|是|请|只|每", scan.text[start:end]
        )
        and not units[0].column
    ):
        return False
    return bool(mentioned(scan.facts, units[:2]))


def _backwards(scan: Scan, position: int) -> tuple[int, int, list[str]]:
    sentence = scan.sentence_at(position)
    clauses = [clause for clause in scan.clauses(sentence[0], position) if clause[0] < position]
    for start, end in reversed(clauses[-3:]):
        if any(scan.used.get(place) in ("exclude", "filters", "include_only") for place in range(start, end)):
            break
        event = re.search(r"(?:是|在|要|得|只有)[^,。;]{0,12}(?:之|以)?后", scan.text[start:end])
        names = _columns(scan, start, start + event.start() if event else end)
        if not names and _has_content(scan, start, end):
            break
        if names:
            # An enumeration may have begun before: 实际天数、延误天数和...
            return start, end, names
    before = [span for span in scan.sentences if span[1] <= sentence[0]]
    if before and not clauses:
        start, end = before[-1]
        return start, end, _columns(scan, start, end)
    return position, position, []


def _columns(scan: Scan, start: int, end: int) -> list[str]:
    units = [unit for unit in scan.units_in(start, end) if not (unit.is_generic and unit.column is None)]
    return mentioned(scan.facts, units)


def _use(scan: Scan, names: list[str], start: int, end: int) -> None:
    scan.use(start, end, "exclude")


# ---- the only ones ---------------------------------------------------------------------------------------------------


def _include(scan: Scan, parts: Parts) -> None:
    regions = [(match.start(), match.end(), None) for match in _ONLY.finditer(scan.text)]
    regions += [
        (
            match.start(),
            match.start("what") if match["what"] else match.start("zh"),
            match.end("what") if match["what"] else match.end("zh"),
        )
        for match in _ONLY_AFTER.finditer(scan.text)
    ]
    for cue_start, start, limit in regions:
        _, sentence_end = scan.sentence_at(start)
        stop = _ONLY_STOP.search(scan.text, start, limit or sentence_end)
        while stop and any(unit.column and unit.start <= stop.start() < unit.end for unit in scan.units):
            stop = _ONLY_STOP.search(scan.text, stop.end(), limit or sentence_end)
        end = stop.start() if stop else (limit or sentence_end)
        if scan.is_used(start, end) and not scan.units_in(start, end):
            continue
        if _ROWS_FOLLOW.match(scan.text, start) or _compares(scan, start, end) or _entity_first(scan, start, end):
            continue
        names = _columns(scan, start, end)
        if names and not _mostly_values(scan, start, end, names):
            parts.put("include_only", tuple(names), scan, cue_start, end)
            return


def _compares(scan: Scan, start: int, end: int) -> bool:
    return any(start <= number.start < end for number in scan.numbers) and bool(
        re.search(
            r"at least|at most|more than|less than|over|under|above|below|older|younger|以上|以下|超过|大于|小于|不低于|至少|最多",
            scan.text[start:end],
        )
    )


def _entity_first(scan: Scan, start: int, end: int) -> bool:
    units = [unit for unit in scan.units_in(start, end) if unit.text not in ("the", "a", "an", "those", "our", "all")]
    return bool(
        units
        and units[0].column is None
        and "entity" in units[0].kinds
        and re.search(r"\b(with|who|that|whose|from|in|where|which)\b", scan.text[start:end])
    )


def _mostly_values(scan: Scan, start: int, end: int, names: list[str]) -> bool:
    """ "Only Sales" may be a cell of a column as well as part of a name: a cell that stands there exactly wins."""
    units = scan.units_in(start, end)
    cells = sum(unit.phrase in scan.facts.value_index for unit in units if unit.column is None)
    return cells >= len(names)
