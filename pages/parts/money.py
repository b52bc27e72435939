"""What mistakes cost: amounts that the user enters, the threshold that pays best, and what the others would bring."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from autoglm_core.result import Judged, MeasuredOn, RunResult
from autoglm_core.store import RunInfo
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.quality import Decision, Money, best_decision, decision, honest_total
from pages.parts.i18n import language, md, t, term, tm
from pages.parts.run_views import chart, chosen, judged_of, table
from pages.parts.theme import palette

_NOBODY, _EVERYONE = 1.1, 0.0
# A miss is dearer than a false alarm in most uses; the owner enters the real amounts.
_FIRST = {"hit": 0.0, "false-alarm": 1.0, "miss": 5.0, "passed": 0.0}


def money(run: RunInfo, result: RunResult) -> None:
    """The amounts, the sentence on the best threshold, the totals of four ways to decide, and the curve."""
    judged = judged_of(str(run.folder), run.id, chosen(run))
    st.markdown(f"## {md(t('inspect-money'))}", anchors=False, help=term("money"))
    st.markdown(tm("inspect-money-lead", name=fmt.shortened(result.classes[1], 60)))
    amounts = _amounts(run, result)
    y, probability = judged.y, judged.prediction[:, 1]
    own = decision(y, probability, result.threshold if result.threshold is not None else 0.5, amounts)
    best = best_decision(y, probability, amounts)
    st.markdown(_says(judged, best, own, amounts))
    others = [decision(y, probability, at, amounts) for at in (_NOBODY, _EVERYONE)]
    table(_table((best, own, *others)), "inspect-money-table", t("inspect-money"))
    drawn = figures.money_chart(y, probability, amounts, best, own, palette(), language())
    chart(drawn, "inspect-money", t("inspect-money"))
    if result.headline.measured_on is MeasuredOn.OUT_OF_FOLD:
        st.caption(t("inspect-money-counts"))
    st.caption(tm("inspect-money-use", name=fmt.shortened(result.classes[1], 60)))


def _amounts(run: RunInfo, result: RunResult) -> Money:
    """Four amounts, any currency; they stay while one looks at other tabs."""
    name = fmt.shortened(result.classes[1], 30)
    kept = st.session_state.setdefault(f"money-of-{run.id}", dict(_FIRST))
    with st.container(horizontal=True, gap="small"):
        for part in _FIRST:
            kept[part] = st.number_input(
                tm(f"inspect-money-{part}", name=name),
                min_value=0.0,
                value=float(kept[part]),
                step=1.0,
                format="%.2f",
                key=f"inspect-money-{part}-{run.id}",
                help=tm(f"inspect-money-{part}-help", name=name),
                width=230,
            )
    return Money(hit=kept["hit"], false_alarm=-kept["false-alarm"], miss=-kept["miss"], passed=kept["passed"])


def _says(judged: Judged, best: Decision, own: Decision, amounts: Money) -> str:
    spoken = language()
    honest = honest_total(judged.y, judged.prediction[:, 1], amounts)
    values = {
        "rows": len(judged.y),
        "total": fmt.number(best.total, spoken),
        "own": fmt.number(own.total, spoken),
        "more": fmt.number(best.total - own.total, spoken),
        "honest": fmt.number(honest, spoken),
        "threshold": fmt.percent(min(best.threshold, 1.0), spoken),
    }
    if best.hits + best.false_alarms == 0:
        return tm("inspect-money-nobody", **values)
    if best.misses + best.passed == 0:
        return tm("inspect-money-everyone", **values)
    return tm("inspect-money-best", **values)


def _table(decisions: tuple[Decision, ...]) -> pd.DataFrame:
    spoken = language()
    names = [t(f"inspect-money-way-{way}") for way in ("best", "own", "nobody", "everyone")]
    columns: dict[str, list[str]] = {t("inspect-money-column-way"): names}
    shown = [fmt.percent(each.threshold, spoken) if 0 < each.threshold <= 1 else fmt.NOTHING for each in decisions]
    columns[t("inspect-money-column-threshold")] = shown
    for field, key in (("hits", "hits"), ("false_alarms", "false-alarms"), ("misses", "misses"), ("passed", "passed")):
        columns[t(f"inspect-money-column-{key}")] = [fmt.number(getattr(each, field), spoken) for each in decisions]
    columns[t("inspect-money-column-total")] = [fmt.number(each.total, spoken) for each in decisions]
    return pd.DataFrame(columns)
