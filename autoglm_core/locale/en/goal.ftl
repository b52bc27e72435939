# The plan as one sentence. Each part begins with what joins it to the one before.
goal-plan-binary = Predict { $target } ({ $classes })
goal-plan-multiclass = Predict { $target } ({ $count } classes)
goal-plan-regression = Estimate { $target } (a number)
goal-plan-forecast = Forecast { $target }{ $ahead }{ $each }
goal-plan-ahead = {" "}for the next { $steps }
goal-plan-each = , one series for each { $columns }
goal-plan-recommendation = Recommend { $item } to each { $user }
goal-plan-clustering = Sort the rows into { $count } groups of like rows
goal-plan-clustering-open = Sort the rows into groups of like rows
goal-plan-anomaly = Find the rows that look unusual
goal-plan-yes-no = yes/no
goal-plan-no-yes = no/yes
goal-plan-yes = yes
goal-plan-no = no
goal-plan-wish-recall = , and miss as few as possible while { $right ->
    [one] 1 alarm in { $ratio } is
   *[other] { $right } alarms in { $ratio } are
} right
goal-plan-wish-recall-share = , and miss as few as possible while { $share } of the alarms are right
goal-plan-wish-precision = , and raise as few false alarms as possible while { $right ->
    [one] 1 case in { $ratio } is
   *[other] { $right } cases in { $ratio } are
} found
goal-plan-wish-precision-share = , and raise as few false alarms as possible while { $share } of the cases are found
goal-plan-metric = , judged by { $metric }
goal-plan-include = ; use only { $columns }
goal-plan-exclude = ; leave out { $columns }
goal-plan-more = { $count } more
goal-plan-and = {" "}and{" "}
goal-plan-filters = ; only rows where { $conditions }
goal-plan-if-is = { $column } is { $value }
goal-plan-if-not = { $column } is not { $value }
goal-plan-if-lt = { $column } is less than { $value }
goal-plan-if-le = { $column } is at most { $value }
goal-plan-if-gt = { $column } is more than { $value }
goal-plan-if-ge = { $column } is at least { $value }
goal-plan-if-date-lt = { $column } is before { $value }
goal-plan-if-date-le = { $column } is { $value } or earlier
goal-plan-if-date-gt = { $column } is after { $value }
goal-plan-if-date-ge = { $column } is { $value } or later
goal-plan-if-in = { $column } is one of { $value }
goal-plan-if-filled = { $column } is filled in
goal-plan-test-time = ; test on the latest rows by { $column }
goal-plan-test-group = ; keep the rows of one { $column } together when testing
goal-plan-test-holdout = ; set aside { $share } for the final test
goal-plan-test-folds = ; check on { $count } parts in turn
goal-plan-models-allow = ; only these models: { $models }
goal-plan-models-deny = ; without these models: { $models }
goal-plan-interpretable = ; only models that can be explained
goal-plan-latency = ; answer within { $value }
goal-plan-size = ; model no larger than { $value }
goal-plan-weights = ; priorities: { $pairs }
goal-plan-weight = { $what } { $value }
goal-plan-seed = ; random seed { $value }
goal-plan-budget = ; finish in { $budget }
goal-plan-end = .

goal-trials = { $count ->
    [one] { $count } trial
   *[other] { $count } trials
}
goal-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
goal-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
goal-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
goal-days = { $count ->
    [one] day
   *[other] { $count } days
}
goal-weeks = { $count ->
    [one] week
   *[other] { $count } weeks
}
goal-months = { $count ->
    [one] month
   *[other] { $count } months
}
goal-quarters = { $count ->
    [one] quarter
   *[other] { $count } quarters
}
goal-years = { $count ->
    [one] year
   *[other] { $count } years
}
goal-steps = { $count ->
    [one] step
   *[other] { $count } steps
}

goal-metric-roc-auc = the order from likely to unlikely (ROC AUC)
goal-metric-average-precision = how well the likely cases come first (average precision)
goal-metric-accuracy = the share of right answers (accuracy)
goal-metric-balanced-accuracy = the share of right answers with every class counting the same (balanced accuracy)
goal-metric-f1 = the balance of finding cases and being right (F1)
goal-metric-f1-macro = F1 with every class counting the same
goal-metric-precision = the share of alarms that are right (precision)
goal-metric-recall = the share of cases that are found (recall)
goal-metric-log-loss = how right the probabilities are (log loss)
goal-metric-mcc = the Matthews correlation
goal-metric-rmse = the typical error, large ones counting most (RMSE)
goal-metric-mae = the average error (MAE)
goal-metric-mape = the average error in percent (MAPE)
goal-metric-smape = the average error in percent of both values (SMAPE)
goal-metric-rmsle = the error in relative terms (RMSLE)
goal-metric-r2 = the share of variance explained (R²)
goal-metric-mase = the error against a naive guess (MASE)
goal-metric-ndcg = the order at the top of the list (NDCG)
goal-metric-silhouette = how well the groups are separated (silhouette)

goal-weight-accuracy = accuracy
goal-weight-latency = response time
goal-weight-model-size = model size
goal-weight-training-time = training time
goal-weight-interpretability = explainability

# Reasons
goal-reason-said = You said “{ $words }”.
goal-reason-target = “{ $words }” speaks of the column “{ $column }”.
goal-reason-target-only = “{ $column }” is the outcome that this table records.
goal-reason-task-binary = “{ $column }” has two values.
goal-reason-task-multiclass = “{ $column }” has { $count } classes.
goal-reason-task-regression = “{ $column }” is a number.
goal-reason-task-forecast = You ask about the future of “{ $column }”.
goal-reason-task-clustering = You ask for groups.
goal-reason-task-anomaly = You ask for what is unusual.
goal-reason-task-recommendation = You ask what to recommend.
goal-reason-positive = Your words are about “{ $value }”.
goal-reason-positive-default = “{ $value }” is taken as the case of interest, as you did not say which.
goal-reason-user = “{ $column }” tells who.
goal-reason-item = “{ $column }” tells what.
goal-reason-time = “{ $column }” is the time of a row.
goal-reason-later = The table's description says that it is known only later, and you said “{ $words }”.
goal-reason-default = Not mentioned, so the usual choice.
goal-reason-kept = As before.

# Questions and refusals
goal-question-target = Which of these do you mean: { $columns }?
goal-question-target-open = What should be predicted? Choose a column, or say the goal in one sentence.
goal-question-follow = What should change in the plan? For example: “finish in 10 minutes” or “leave out a column”.
goal-refusal-attack = This asks for something that is not a question to the data, so nothing was planned. { $possible }
goal-refusal-chore = This is not a task for a model that learns from a table. { $possible }
goal-refusal-unrelated = This has nothing to do with this table. { $possible }
goal-refusal-absent = The table has nothing on “{ $words }”, so no model can learn it from here. { $possible }
goal-refusal-no-time = A forecast of “{ $column }” needs a column with dates or times, and this table has none. { $possible }
goal-refusal-long = The text is longer than { $limit } characters. Please say the goal in a few sentences. { $possible }
goal-refusal-can = Possible with this table, for example: { $columns }.
goal-refusal-can-open = Please describe what should be predicted from this table.

# Suggestions
goal-suggest-predict = Predict “{ $target }”
goal-suggest-estimate = Estimate “{ $target }”
goal-suggest-recall = Predict “{ $target }”. Missing one is worse than a false alarm.
goal-suggest-multiclass = Predict “{ $target }”. Every class counts the same.
goal-suggest-regression = Estimate “{ $target }”. On average the error should be small.
goal-suggest-without = Predict “{ $target }” without using { $columns }
goal-suggest-interpretable = Predict “{ $target }”. The model must be explainable.

# Follow-ups
goal-question-follow-same = The plan says so already. What else should change?
goal-question-follow-absent = No column of this table is about “{ $words }”, so nothing was changed.
goal-reason-chosen = You chose it.
goal-why-not-constant = “{ $column }” is the same in every row, so there is nothing to predict.
goal-why-not-identifier = “{ $column }” tells one row from another. What is learned about it would not hold for a new row.
goal-why-not-date = “{ $column }” is a date. What happens on a date can be predicted, the date itself cannot yet.
goal-why-not-text = “{ $column }” holds text or files of its own in each row. A model can read them, but not write them.
goal-why-not-many = “{ $column }” has { $count } different names, too many to tell apart.
goal-why-not-words = Your words speak of “{ $target }”. Nothing speaks against predicting “{ $column }” instead.
goal-why-not-left-out = Left out by the plan: { $columns }. Nothing speaks against using it, if it is known at the time of the prediction.
goal-why-not-recall = Searching for the fewest misses alone would choose a model that reports everybody, for it misses nobody. So the search looks for the best order, and then misses as few as possible while enough alarms are right.
goal-why-not-precision = Searching for the fewest false alarms alone would choose a model that hardly reports anybody. So the search looks for the best order, and then raises as few false alarms as possible while enough cases are found.
goal-why-not-accuracy = Whoever gives the same answer every time is right { $count } times in 100 here, and finds nobody. A share of right answers would hide that.
goal-why-not-metric = Nothing speaks against it. The usual choice suits the question and is less easily fooled.
goal-why-not-possible = Nothing speaks against it.
goal-why-not-unclear = The plan rests on your words and on the table; the reason of each part is behind its name. Name a column or a measure to hear why it was not chosen.
