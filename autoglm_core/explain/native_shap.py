"""Exact SHAP values that models give of themselves: trees and linear models of a value, and blends of them."""

from __future__ import annotations

import numpy as np

from autoglm_core.contracts import Explainer, Predictor
from autoglm_core.explain._cells import cell_numbers, cell_texts
from autoglm_core.explain._sums import whole
from autoglm_core.result import Explanation, Ints
from autoglm_core.table import Table


class NativeShap(Explainer):
    """How much each column moved a prediction of a value, exactly and at once; for boosted trees and linear models.

    The libraries' own values are of the sum that the model adds up. Where that sum is the prediction shown (values that
    were not learned on a logarithmic scale) they are exact in its unit: of trees against the rows that they were grown
    on (Lundberg and others, "From local explanations to global understanding with explainable AI for trees", 2020), of
    linear models against the background rows. Shapley values are linear in the model, so that those of a blend are the
    blend of its models' values; those of the columns that a column of the data was turned into are added up. For
    probabilities, and where a column was made of several, ``PermutationShap`` works on what is shown instead.

    >>> NativeShap().name
    'native_shap'
    """

    name = "native_shap"

    def supports(self, model: Predictor) -> bool:
        return model.explains_itself

    def explain(
        self,
        model: Predictor,
        table: Table,
        rows: Ints,
        background: Ints,
        of_class: int | None,  # noqa: ARG002 -- there are none
        seed: int,  # noqa: ARG002 -- nothing is drawn
        evaluations: int | None = None,  # noqa: ARG002
    ) -> Explanation:
        """Explain ``rows`` against ``background``, both positions in ``table``, in the target's unit.

        Raises ValueError where there are no rows or no background.
        """
        if len(rows) == 0 or len(background) == 0:
            raise ValueError("explaining needs at least one row and one background row")
        explained = table.frame.iloc[rows][list(model.features)]
        values, base = model.contributions(explained, table.frame.iloc[background][list(model.features)])
        predictions = np.asarray(model.scores(explained), dtype=np.float64)
        return Explanation(
            columns=model.features,
            values=whole(values, base, predictions),
            base=base,
            predictions=predictions,
            cells=cell_texts(explained),
            numbers=cell_numbers(explained),
            rows=np.asarray(rows, dtype=np.int64),
            approximate=False,
        )
