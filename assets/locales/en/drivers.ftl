drivers-exact = These figures are exact: nothing was estimated.
drivers-error = Worked out from a sample of all orders and rows. Worked out anew, a single effect would typically move by { $error }.
drivers-dependence = What one column does
drivers-dependence-lead = Each point is one row: across, its cell; up, by how much that cell moved the prediction. Points of the same cell lie apart where other columns change its effect.
drivers-column = Column
drivers-colour = Colour by
drivers-colour-none = nothing
drivers-effects = If one column were different
drivers-effects-lead = Each of { $rows } rows is predicted with every value of the column in turn, all else as it is. Thick: the average. Thin: single rows.
drivers-effects-lead-category = Each of { $rows } rows is predicted with every value of the column in turn, all else as it is. Point: the average. Bar: 8 of 10 rows.
drivers-effects-said = On average the prediction is highest, { $high }, at { $high_at }, and lowest, { $low }, at { $low_at }.
drivers-effects-flat = Whatever the value, the average prediction stays at { $level }: on its own this column changes nothing.
drivers-effects-against = For { $share } of the rows it goes the other way round.
drivers-effects-care = Values that never occur together with a row's other cells are tried as well; a curve says what the model would answer, not what would happen.
drivers-effects-other = This column holds texts, or one value only: there is nothing to vary.
drivers-pairs = Columns that act together
drivers-pairs-lead = How far a prediction typically moves because two columns meet, beyond what each does by itself. Among the { $columns } columns that matter most, on { $rows } rows.
drivers-pairs-said = The strongest pair is { $first } and { $second }: together they move a prediction by { $strength } more or less than the sum of the two. That is { $share } of what they do together.
drivers-pairs-none = No two columns act together: the effects of single columns tell all there is.
drivers-pair = Pair
drivers-pair-map = Average prediction for both
drivers-losses = What being right rests on
drivers-losses-lead = { $metric } on { $rows } rows is { $score }. Each column is shuffled, so that its cells say nothing any more: this is what the score then loses. Bars: 95 % range.
drivers-losses-out-of-fold = Each row is predicted by models that had not seen it.
drivers-losses-seen = The model learned from these rows, so that losses look larger than they are.
drivers-losses-none = For { $columns } the range includes no loss at all: the score may not need { $count ->
    [one] it
   *[other] them
}.
drivers-losses-more = and { $count } more
drivers-losses-beside = The columns above move predictions most; these are needed most to be right. A column high above and low here moves predictions without making them better, or others know the same.
drivers-rules = The model in { $count ->
    [one] one rule
   *[other] { $count } rules
}
drivers-rules-lead = A small tree, grown on what the model says of { $rows } rows. Every row falls under exactly one rule.
drivers-rules-explained-close = On { $held } rows that it was not grown on, the rules account for { $share } of what the model says: they sum it up well.
drivers-rules-explained-rough = On { $held } rows that it was not grown on, the rules account for { $share } of what the model says: a rough picture, no replacement.
drivers-rules-explained-poor = On { $held } rows that it was not grown on, the rules account for only { $share } of what the model says: this model cannot be told in a few rules. Do not rely on them.
drivers-rules-off = On average they are { $off } away from the model.
drivers-rules-same = They give the model's answer in { $same } of the rows; always giving its most common answer gets { $guess }.
drivers-rules-same-poor = They give the model's answer in only { $same } of the rows (always its most common answer: { $guess }): this model cannot be told in a few rules. Do not rely on them.
drivers-rule-value = If { $conditions }: **{ $value }** on average, mostly { $low } to { $high } ({ $share } of the rows)
drivers-rule-class = If { $conditions }: mostly **{ $value }**, in { $same } of them ({ $share } of the rows)
drivers-rule-always = nothing else is asked
drivers-rule-of = The figures are the model's probability of “{ $name }”.
drivers-and = { $first } and { $second }
drivers-if-between = { $column } is above { $low } and at most { $high }
drivers-if-up-to = { $column } is at most { $high }
drivers-if-above = { $column } is above { $low }
drivers-if-or-missing = { $condition }, or is unknown
drivers-if-any = { $column } is known
drivers-if-is = { $column } is “{ $value }”
drivers-if-is-not = { $column } is not “{ $value }”
drivers-if-is-none-of = { $column } is none of { $values }
drivers-if-missing = { $column } is unknown
drivers-if-known = { $column } is known
drivers-quoted = “{ $value }”
term-dependence = SHAP dependence plot. Each point is one explained row.
term-effects = Partial dependence (the average) and individual conditional expectations (single rows).
term-interactions = The part of the joint partial dependence that is no sum of the two single ones (Friedman's H statistic), in the unit of the prediction.
term-losses = Permutation importance: the score before and after the cells of a column are shuffled. The range comes from drawing the rows anew (bootstrap).
term-rules = A surrogate: a decision tree with at most six leaves that imitates the model.
