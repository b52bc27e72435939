# Kinds of task
tasks-binary = Yes or no
tasks-binary-help = Predicts which of two classes a row belongs to, and how likely that is.
tasks-multiclass = One of several
tasks-multiclass-help = Predicts which of several classes a row belongs to, and how likely each of them is.
tasks-regression = A number
tasks-regression-help = Predicts how large a number is.

# How a search goes on
samplers-random = Random search
samplers-random-help = Tries settings at random. Simple, and a fair yardstick for the others.
samplers-guided = Guided by earlier data
samplers-guided-help = Starts from settings that did well on earlier data sets and follows what pays on this one.
samplers-tpe = Bayesian search
samplers-tpe-help = Learns from every attempt which settings do well and tries more of that kind.
samplers-gaussian-process = Search along a curve
samplers-gaussian-process-help = Draws a smooth curve from settings to results and tries where it promises most. Careful where attempts are few.
samplers-grid = Grid search
samplers-grid-help = Walks through a regular grid of settings, from coarse to fine.
samplers-genetic = Genetic search
samplers-genetic-help = Crosses and changes the best settings so far, as evolution does.
pruners-median = Stop what falls behind
pruners-median-help = Ends an attempt early once it does clearly worse than half of the others did at that point.
pruners-racing = Stop what adds nothing
pruners-racing-help = Ends an attempt early once it adds nothing to the combination of the best models so far.
pruners-halving = Let the better half go on
pruners-halving-help = After one, two and four tests only the better half of the attempts goes on. Stops more and earlier.
pruners-none = Let every attempt finish
pruners-none-help = Never ends an attempt early.

# Targets that cannot be predicted
error-target-too-few-rows = { $rows ->
    [0] No row has a value in “{ $column }”.
    [one] Only 1 row has a value in “{ $column }”.
   *[other] Only { $rows } rows have a value in “{ $column }”.
} At least { $fewest } are needed. Add rows, or choose another column to predict.
error-target-one-class = Every row has the same value in “{ $column }”: “{ $value }”. There is nothing to tell apart. Add rows with other values, or choose another column to predict.
error-target-constant = Every row has the same number in “{ $column }”: { $value }. There is nothing to predict. Add rows with other numbers, or choose another column.
error-target-not-two-classes = “{ $column }” has { $classes } different values ({ $examples }), so it cannot be answered with yes or no. Predict one of several classes instead, or choose a column with two values.
error-target-many-classes = “{ $column }” has { $classes } different values in { $rows } rows. It looks like an identifier or free text. Choose a column with at most { $most } values, each of them in several rows.
error-target-many-numbers = “{ $column }” has { $classes } different numbers in { $rows } rows. It looks like an amount or an identifier. Predict it as a number, or choose a column with a few classes.
error-target-positive-unknown = “{ $positive }” does not occur in “{ $column }”. Choose one of: { $classes }.
error-target-text = “{ $column }” has cells that are not numbers, such as “{ $example }”. Predict it as classes instead, correct these cells, or choose another column.
error-target-not-finite = { $rows ->
    [one] 1 row has an infinite number
   *[other] { $rows } rows have an infinite number
} in “{ $column }”. Correct or remove these rows.
tasks-single-row-class = In “{ $column }”, only one row has the value { $classes }. Such a row is learned from, but nothing can be said on how well its kind is recognised.

# Rows set aside for judging
tasks-split-fewer-folds = The models are tested { $used } times instead of { $asked }: there are too few rows, or too few of one class, for more.
tasks-split-never-judged = { $rows ->
    [one] 1 row is learned from and never judged, as its class occurs in no other group.
   *[other] { $rows } rows are learned from and never judged, as their class occurs in no other group.
}
tasks-split-no-holdout = The rows are too few, or belong together too closely, to set some of them aside for a final test. The score comes from rows that each tested model had not seen.
tasks-split-group-ignored = The rows are split by time, so “{ $column }” is not used to keep rows together.
tasks-split-late-class = One class appears only late in time. Some tests are of models that never saw it.
tasks-split-time-missing = { $rows ->
    [one] 1 row has no time
   *[other] { $rows } rows have no time
} in “{ $column }”. They count as the earliest.
error-split-column-missing = The column “{ $column }”, by which the rows are to be split, is not in the table. Choose one that is.
error-split-one-group = All rows have the same value in “{ $column }”, so they cannot be split by it. Choose another column, or none.
error-split-one-class-groups = Each class stands in a single group of “{ $column }”. A model cannot be tested on a class that it never saw. Choose another column to keep rows together, or none.
error-split-one-moment = All rows have the same time in “{ $column }”, so earlier and later rows cannot be told apart. Choose another column, or none.
error-split-time-unreadable = “{ $column }” cannot be read as a time in more than half of the rows. Choose a column with dates or numbers.

# Measures
error-metric-unknown = The measure “{ $metric }” is not known for this task. Use one of: { $known }.
error-metric-unsuited = { $metric } cannot be worked out for “{ $column }”: its numbers are negative or zero. Choose another measure.
metric-average-precision = Average precision
metric-average-precision-help = How well those that matter are ranked before the others, when they are rare. 100 % is perfect; the share of those that matter is what guessing gets.
metric-roc-auc = Area under the ROC curve
metric-roc-auc-help = How often a row of the class that matters is ranked before one of the others. 100 % is perfect, 50 % is guessing.
metric-f1 = F1
metric-f1-help = One number for how many are found and how many alarms are right; it is high only if both are. 100 % is perfect.
metric-f1-macro = F1, mean over classes
metric-f1-macro-help = F1 of each class, averaged so that rare classes count as much as common ones. 100 % is perfect.
metric-precision = Precision
metric-precision-help = The share of alarms that are right.
metric-recall = Recall
metric-recall-help = The share of those that matter that is found.
metric-accuracy = Accuracy
metric-accuracy-help = The share of rows that are called right. It looks good by itself where one class is rare.
metric-balanced-accuracy = Balanced accuracy
metric-balanced-accuracy-help = The share that is called right within each class, averaged over the classes. It cannot be raised by ignoring a rare class.
metric-mcc = Matthews correlation
metric-mcc-help = How closely predictions and truth go together, fair to rare classes. 1 is perfect, 0 is guessing.
metric-log-loss = Log loss
metric-log-loss-help = How far the predicted probabilities are from what happened. 0 is perfect; confident mistakes cost most.
metric-brier = Brier score
metric-brier-help = The mean squared distance of the predicted probability from what happened. 0 is perfect.
metric-rmse = Root mean squared error
metric-rmse-help = The typical error in the unit of the target, in which large errors weigh more. 0 is perfect.
metric-mae = Mean absolute error
metric-mae-help = The mean distance between prediction and truth, in the unit of the target. 0 is perfect.
metric-median-absolute-error = Median absolute error
metric-median-absolute-error-help = Half of the predictions are closer to the truth than this, in the unit of the target.
metric-r2 = R squared
metric-r2-help = The share of the differences between rows that the model explains. 1 is perfect, 0 is guessing the mean.
metric-mape = Mean percentage error
metric-mape-help = The mean error as a share of the true value (0.1 is 10 %). Rows whose true value is 0 do not count.
metric-rmsle = Root mean squared log error
metric-rmsle-help = An error that counts ratios instead of differences, for targets that are never negative. 0 is perfect.

# Why this measure
metric-reason-asked = You asked for it.
metric-reason-thresholded = The search ranks by average precision, because { $metric } alone could be pushed up by calling everyone or nearly no one. Where to draw the line between the classes is chosen afterwards.
metric-reason-wish = It rewards finding “{ $positive }” with few false alarms. The line between the classes is then drawn the way you asked.
metric-reason-rare = “{ $positive }” is rare ({ $percent } % of the rows). Accuracy would look high even for a model that never finds it.
metric-reason-ranking = “{ $positive }” is not rare ({ $percent } % of the rows), so what counts is how well the two classes are told apart.
metric-reason-classes = There are { $classes } classes. It judges how sure the model is of each, not only which one it picks.
metric-reason-errors = Large errors usually cost more than small ones, and it weighs them more.

# What the model does, in one sentence
headline-finds = Finds { $found } of { $of } rows with { $column } = { $value }
headline-finds-all = Finds every row with { $column } = { $value }
headline-alarms = { $right ->
    [1] 1 alarm in { $alarms } is right
   *[other] { $right } alarms in { $alarms } are right
}
headline-alarms-all = every alarm is right
headline-alarm-sentence = { $finds }; { $alarms }.
headline-finds-none = Finds none of the rows with { $column } = { $value }; its alarms are all false.
headline-no-alarms = Raises no alarm, so it finds none of the rows with { $column } = { $value }.
headline-none-there = No row with { $column } = { $value } is among those that were judged.
headline-right = Right { $right } times in 100 (likely { $low } to { $high }); always saying the most common gets { $guess }.
headline-right-by-class = Right { $right } times in 100, averaged over the classes; guessing gets { $guess }.
headline-off-by = { $column } is off by { $typical } on average; half of the predictions are closer than { $half }. Always guessing the mean is off by { $guess }.

# How good that is
verdict-score = { $metric } { $value } (95 % interval { $low } to { $high }), guessing gets { $baseline }; { $on }
verdict-score-ahead = { $metric } { $value } (95 % interval { $low } to { $high }), guessing gets { $baseline }, and row for row the model is ahead of it by { $ahead_value } ({ $ahead_low } to { $ahead_high }); { $on }
verdict-on-holdout = { $rows ->
    [one] measured on 1 row
   *[other] measured on { $rows } rows
} that nothing was learned or chosen from
verdict-on-out-of-fold = { $rows ->
    [one] measured on 1 row
   *[other] measured on { $rows } rows
}, each by models that had not seen it
verdict-on-corrected = measured on { $rows } rows, each by models that had not seen it, and corrected for having chosen the best of { $trials } attempts
verdict-good = Good. { $score }.
verdict-useful = Useful, with mistakes to expect. { $score }. { $help }
verdict-weak = Weak: better than guessing, but only a little. { $score }. { $help }
verdict-not-usable = Not good enough to use: it cannot be told from guessing. { $score }. { $help }
verdict-tiny = { $rows ->
    [one] Judged on 1 row only: that says next to nothing, so do not rely on it.
   *[other] Judged on { $rows } rows only: that says next to nothing, so do not rely on it.
} { $score }. { $help }
verdict-tiny-hint = Better than guessing on { $rows } rows, which is too few to rely on: take it as a first hint. { $score }. { $help }
verdict-help-rows = What would help: more rows, { $fewest } at the very least and better several hundred.
verdict-help-class = { $rows ->
    [0] What would help: rows with “{ $value }”; none of those that were judged has it.
    [one] What would help: more rows with “{ $value }”; only 1 of those that were judged has it.
   *[other] What would help: more rows with “{ $value }”; only { $rows } of those that were judged have it.
}
verdict-help-columns = What would help: columns that have more to do with the target, more rows, or a longer search.
