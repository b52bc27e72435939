# What would have to change
view-change-one = { $column } were { $after } instead of { $before }
view-change-and = , and{" "}
view-change-class = The model would say “{ $says }” if { $changes }.
view-change-share = The probability of “{ $name }” would be { $after } instead of { $before }.
view-change-value = The prediction would be { $after } instead of { $before } if { $changes }.
view-change-locked = No column may change, so nothing can turn it. Unlock a column to search.
view-change-none = Nothing within the plausible values turns it: of the { $columns ->
    [one] one column that may
   *[other] { $columns } columns that may
} change, every combination of the values that were tried was looked at, { $tried } predictions in all.
view-change-not-found = No change within the plausible values was found that turns it. All changes of { $exhaustive ->
    [0] no column
    [one] one column
   *[other] up to { $exhaustive } columns at a time
} were tried on a grid of values, and many of more: { $tried } predictions in all. That is no proof that there is none.
view-change-near-value = What comes nearest: { $after } if { $changes }.
view-change-near-share = What comes nearest: the probability of “{ $name }” would be { $after } if { $changes }.

# Reasons for any row
inspections-row-reasons = Reasons for a row
inspections-row-reasons-help = Works out why the model says what it says of one row.

# Answers
ask-score = Its { $metric } is { $value } (likely range { $range }); guessing without a model gets { $baseline }.
ask-score-short = Its { $metric } is { $value }; guessing without a model gets { $baseline }.
ask-drivers = What its answers about “{ $target }” depend on most: { $columns }.
ask-driver = { $column } ({ $effect } on average)
ask-drivers-class = The figures are by how much a column moves the probability of “{ $name }”, up or down.
ask-drivers-value = The figures are by how much a column moves the prediction, up or down.
ask-drivers-limit = This is what the model goes by, which is no proof of what causes what.
ask-no-reasons = What drives the model was not worked out in this training.
ask-column = By influence, { $column } is number { $place } of { $columns }: it moves the prediction by { $effect } on average, up or down.
ask-column-up = Higher values tend to raise the prediction.
ask-column-down = Higher values tend to lower the prediction.
ask-column-levels = On average it raises the prediction most at “{ $high }” and lowers it most at “{ $low }”.
ask-column-unknown = { $column } was not among the columns whose influence was worked out.
ask-row-no = There is no row { $row }: there are { $rows } rows, counted from 1.
ask-row-says = Of row { $row } the model says “{ $says }”.
ask-row-truth = In the data it is “{ $truth }”.
ask-row-waiting = The reasons for row { $row } have not been worked out yet.
ask-which-row = That can be answered row by row: say which one, such as row { $row }.
ask-change-waiting = What would have to change for row { $row } has not been worked out yet.
ask-fails-waiting = Where the model errs most has not been worked out yet.
ask-fails-none = No group of rows was found in which it errs clearly more often than elsewhere.
ask-fails-wrong = Where { $what } ({ $rows } rows) it is wrong in { $inside } of the cases, elsewhere in { $outside }.
ask-fails-off = Where { $what } ({ $rows } rows) it is off by { $inside } on average, elsewhere by { $outside }.
ask-condition-is = { $column } is “{ $value }”
ask-condition-missing = { $column } is empty
ask-condition-below = { $column } is below { $value }
ask-condition-from = { $column } is { $value } or more
ask-condition-between = { $column } is from { $value } to below { $to }
ask-and = {" "}and{" "}
ask-more-waiting = Whether more rows would help has not been worked out yet.
ask-more-help = More rows would probably help: going from { $half } to { $rows } rows moved the { $metric } of the best single attempt from { $before } to { $score }.
ask-more-not = More rows like these would hardly help: going from { $half } to { $rows } rows moved the { $metric } of the best single attempt from { $before } to { $score }.
ask-more-unsure = Whether more rows would help cannot be told: going from { $half } to { $rows } rows moved the { $metric } of the best single attempt from { $before } to { $score }, which may be chance.
ask-more-gain = If that goes on, twice as many rows would bring about { $gain } more.
ask-more-gain-error = If that goes on, twice as many rows would take about { $gain } off it.
ask-more-asked = For exactly { $asked } more rows no figure was worked out; a doubling is what the trend can tell.
ask-model-one = It is a single model, { $name }.
ask-model-several = It combines { $count } models: { $members }.
ask-model-member = { $name } ({ $share })
ask-model-why = { $trials ->
    [one] One attempt was made
   *[other] { $trials } attempts were made
}, judged by { $metric } on rows that they had not seen.
ask-model-best = The best single attempt, { $name }, got { $best }; what you would use gets { $value }, corrected for the choice.
ask-plain = The model predicts “{ $target }” from { $columns ->
    [one] one column
   *[other] { $columns } columns
}; it learned that from { $rows } rows.
ask-measured-holdout = It was measured on { $rows } rows that were set aside for that and that no model learned from.
ask-measured-folds = It was measured on { $rows } rows, each predicted by models that had not learned from it.
ask-unknown = That cannot be answered from what was worked out about this model. What can be answered:

# Questions that are offered
ask-offer-good = How good is it?
ask-offer-plain = Explain the model in plain words
ask-offer-drivers = What drives { $target }?
ask-offer-row = Why does it say what it says of row { $row }?
ask-offer-change = What would have to change for row { $row }?
ask-offer-fails = Where does it make mistakes?
ask-offer-more = Would more data help?
ask-offer-model = Which model is it, and why that one?
ask-offer-measured = How was this measured?
