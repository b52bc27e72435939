inspections-effects = How each column acts
inspections-effects-help = The average prediction over the values of a column, with single rows beside it.
inspections-interactions = Pairs that act together
inspections-interactions-help = Pairs of columns where the effect of one depends on the other.
inspections-permutation = What the score loses without a column
inspections-permutation-help = Shuffles each column and measures how much worse the score gets.
inspections-rules = The model in six rules
inspections-rules-help = A small tree that repeats what the model says, and how closely it does.
error-inspect-rules = { $rows } rows are too few to sum the model up in rules.
error-inspect-rules-columns = The columns hold texts only: rules on single values would say nothing.

view-axis-mean = Average prediction
view-axis-mean-probability = Average probability
view-axis-loss = Loss of the score
view-other-values = all others
view-effects-hover = { $name } = { $value }<br>average { $mean }<br>8 of 10 rows: { $range }
