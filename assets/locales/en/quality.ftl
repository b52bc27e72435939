inspect-quality-scores = Scores
inspect-quality-money = What mistakes cost
inspect-quality-trust = Can the percentages be relied on
inspect-quality-errors = Where it errs
inspect-quality-better = Could it be better
inspect-measured-holdout = Measured on { $rows ->
    [one] 1 row
   *[other] { $rows } rows
} that were set aside before anything was learned or chosen.
inspect-measured-out-of-fold = Measured on { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}, each predicted by models that had not seen it.
inspect-unbalanced = One class is much more common than the others, so that accuracy alone says little here.
inspect-accuracy-beside-f1 = Accuracy is { $accuracy }, but always giving the common answer gets { $guess } already: most rows are easy. { $name } ({ $f1 }) counts only how the rare answer is handled, how many are found and how many alarms are right. Here { $name } is the one to judge by.
inspect-accuracy-beside-macro = Accuracy is { $accuracy }, but always giving the most common answer gets { $guess } already. { $name } ({ $f1 }) counts every class alike, rare ones as well. Where the two are far apart, the rare classes are the ones that are missed.

inspect-calibration = Predicted and what happened
inspect-calibration-of = for “{ $name }”
inspect-calibration-top = for the answer that is given
inspect-calibration-close = The percentages { $what } can be taken at their word: on average they are { $points } points from what happened.
inspect-calibration-roughly = The percentages { $what } are roughly right: on average they are { $points } points from what happened.
inspect-calibration-not = The percentages { $what } are not to be taken at their word: on average they are { $points } points from what happened. Their order can still be right.
inspect-gain = Working through a list from the top
inspect-lift = Times better than a random list
inspect-gain-class = Answer
inspect-gain-says = The { $part } of the rows with the highest probability hold { $found } of all “{ $name }”, { $lift } times as many as a random { $part } would.

inspect-money = Which threshold pays best
inspect-money-lead = Enter what each case is worth to you, in any currency. An alarm is a row that the model calls “{ $name }”.
inspect-money-hit = A right alarm brings
inspect-money-hit-help = The row is “{ $name }” and the model says so. What that brings, the cost of acting on it taken off.
inspect-money-false-alarm = A false alarm costs
inspect-money-false-alarm-help = The row is not “{ $name }”, but the model says that it is.
inspect-money-miss = A miss costs
inspect-money-miss-help = The row is “{ $name }”, and the model does not say so.
inspect-money-passed = A right all-clear brings
inspect-money-passed-help = The row is not “{ $name }”, and the model leaves it alone.
inspect-money-best = With these amounts it pays best to raise an alarm from **{ $threshold }** on: { $total } on the { $rows } rows judged, { $more } more than with the model's own threshold ({ $own }). On rows that the threshold was not chosen by, expect about { $honest }.
inspect-money-nobody = With these amounts it pays best to raise **no alarm at all**: { $total } on the { $rows } rows judged, { $more } more than with the model's own threshold ({ $own }). The model is not worth using for this.
inspect-money-everyone = With these amounts it pays best to treat **every row as an alarm**: { $total } on the { $rows } rows judged, { $more } more than with the model's own threshold ({ $own }). The model is not needed for this.
inspect-money-way-best = Best for these amounts
inspect-money-way-own = The model's own threshold
inspect-money-way-nobody = No alarms
inspect-money-way-everyone = Everyone is an alarm
inspect-money-column-way = How it is decided
inspect-money-column-threshold = Alarm from
inspect-money-column-hits = Right alarms
inspect-money-column-false-alarms = False alarms
inspect-money-column-misses = Misses
inspect-money-column-passed = Right all-clears
inspect-money-column-total = Total
inspect-money-counts = The counts at the model's own threshold differ a little from “Right and wrong”: there each row is judged by a threshold that was chosen on other rows.
inspect-money-use = The downloaded model keeps its own threshold. To use another one, take the column with the probability of “{ $name }” in a scored file and act on the rows from that percentage on.

inspect-slices = Groups in which it errs most
inspect-slices-none = No group stands out: of { $tests } groups of at least { $smallest } rows, none is clearly worse than the others.
inspect-slices-how = Found among { $tests } groups of at least { $smallest } rows, described by one or two conditions on the { $columns } columns that matter most. Only those are listed that are clearly worse even though so many were tried.
inspect-slice-and = { $first } and { $second }
inspect-slice-wrong = Among rows with **{ $what }** it errs in **{ $inside }** of 100; elsewhere in { $outside } ({ $rows } rows).
inspect-slice-off = Among rows with **{ $what }** it is off by **{ $inside }** on average; elsewhere by { $outside } ({ $rows } rows).
inspect-condition-is = { $column } = { $value }
inspect-condition-missing = { $column } unknown
inspect-condition-below = { $column } below { $value }
inspect-condition-from = { $column } at { $value } or more
inspect-condition-between = { $column } from { $value } to below { $to }
inspect-by-size = Errors by size
inspect-by-size-under = Rows with { $name } up to { $small } are off by { $small_error } on average, rows from { $large } on by { $large_error }. The largest values are predicted too low, by { $bias } on average.
inspect-by-size-over = Rows with { $name } up to { $small } are off by { $small_error } on average, rows from { $large } on by { $large_error }. The largest values are predicted too high, by { $bias } on average.
inspect-over-time = Errors over time
inspect-over-time-wrong = By { $column }: it typically errs in { $typical } of 100; most from { $at } on, with { $worst } of 100.
inspect-over-time-off = By { $column }: it is typically off by { $typical }; most from { $at } on, by { $worst }.
inspect-suspects = Answers that look wrong in the data
inspect-suspects-found = { $count ->
    [one] In 1 row
   *[other] In { $count } rows
} of { $rows } the recorded answer does not fit the rest of the row. Either it was recorded wrongly, or what decides it is in no column. Look at these first: correcting them helps more than a longer search.
inspect-suspects-none = None of the { $rows } rows has a recorded answer that clearly does not fit.
inspect-hardest = The hardest rows
inspect-rows-truth = In the data
inspect-rows-said = Predicted
inspect-rows-off = Off by
inspect-rows-missed = Probability of the true answer

inspect-attempt = { $name } (attempt { $number })
inspect-points = { $points } points
inspect-ties = Is the best attempt really the best
inspect-ties-one = Only one attempt was finished, so there is nothing to compare.
inspect-ties-clear = Yes: { $best } ({ $score }) is better than the next { $compared } on the same rows, by more than chance explains.
inspect-ties-tied = { $best } ({ $score }) and { $names } are tied: on the same rows their difference is within what chance explains.
inspect-ties-quickest = Of these, { $name } was trained soonest ({ $time }).
inspect-ties-points = { $value } points ({ $low } … { $high })
inspect-ties-column-attempt = Attempt
inspect-ties-column-score = Score
inspect-ties-column-better = Behind the best by
inspect-ties-column-said = Compared
inspect-ties-column-time = Training time
inspect-ties-column-weight = Share in the model
inspect-ties-is-best = best
inspect-ties-is-tied = tied
inspect-ties-is-worse = worse
inspect-ties-how = { $metric } of both on the same rows, drawn anew 1,000 times out of { $rows } (paired bootstrap: Efron and Tibshirani, 1993). Tied: the range holds 0.
inspect-ties-how-folds = { $metric } of both on each test (corrected t-test: Nadeau and Bengio, 2003), as the single predictions are not kept with this run. Tied: the range holds 0.
inspect-curve = Would more rows help
inspect-curve-few = There are too few rows to tell: with fewer than 80, a part of them teaches next to nothing.
inspect-curve-help = **Yes, probably.** With { $half } rows { $name } gets { $before }, with { $rows } it gets { $score } ({ $metric }). Twice as many rows may make that better by another { $gain }.
inspect-curve-not = **Hardly.** With { $half } rows { $name } gets { $before }, with { $rows } it gets { $score } ({ $metric }). Other columns would help more than further rows.
inspect-curve-unsure = **It cannot be told from these rows.** With { $half } rows { $name } gets { $before }, with { $rows } it gets { $score } ({ $metric }), which differs too much from test to test.
inspect-curve-how = Of { $name }, the best single attempt, trained again on growing parts of the rows, in { $folds } tests each on rows that it had not seen. Each part is twice the one before; the dots are single tests, the dashed line is guessing ({ $metric }).

# Definitions
term-calibration = Rows are grouped by the probability that was predicted. Each point shows how often it came true; on the dashed line the two are the same. The distance from it, averaged over all rows, is the expected calibration error.
term-gain = The gain and lift charts. Sort all rows by probability and work through them from the top: how much of what you look for is found after a part of the list. The dashed line is a list in random order.
term-money = Each possible threshold is tried on the judged rows, and what comes of it is multiplied by your amounts.
term-slices = Groups of rows, described by one or two conditions, in which the model errs clearly more often or by more than elsewhere. Method: as in SliceFinder (Chung and others, 2019).
term-by-size = The rows in groups from the smallest true values to the largest, and how far predictions are off in each.
term-over-time = The mean error of each stretch of time. A rise at the end may mean that the world has changed.
term-suspects = For classes: another answer is far more likely by what alike rows have (confident learning, Northcutt and others, 2021). For numbers: the value is much further from its prediction than those of rows with similar predictions.
term-hardest = The rows on which the model is most wrong, by models that had not seen them.
term-ties = Two models are compared on the same rows, so that what is hard for both does not count.
term-curve = The learning curve: the score by the number of rows that were learned from.
