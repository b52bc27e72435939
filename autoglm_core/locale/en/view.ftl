# Times
view-seconds = { $seconds } s
view-minutes = { $minutes } min
view-minutes-seconds = { $minutes } min { $seconds } s
view-hours = { $hours } h
view-hours-minutes = { $hours } h { $minutes } min
view-days = { $days } d
view-days-hours = { $days } d { $hours } h
view-few-seconds = a few seconds
view-about = about { $time }
view-up-to = up to { $time }

# Names
view-ensemble = Several models combined
view-stage-read = reading the table
view-stage-check = checking the table
view-stage-baseline = measuring what guessing achieves
view-stage-search = searching for the best model
view-stage-ensemble = combining the best models
view-stage-evaluate = judging the model
view-stage-explain = working out what drives it
view-stage-save = packing the model

# Narration
view-says-queued = Waits for its turn.
view-says-started = The training has begun.
view-says-taken-up = { $kept ->
    [0] The training was interrupted and has been taken up again.
    [one] The training was interrupted and has been taken up again; the one finished attempt was kept.
   *[other] The training was interrupted and has been taken up again; the { $kept } finished attempts were kept.
}
view-says-stage = Now { $stage }.
view-says-planned = Learns from { $rows } rows and compares { $families ->
    [one] one kind of model
   *[other] { $families } kinds of model
} by { $metric }; each is tested { $folds } times on rows that it has not seen.
view-says-planned-holdout = Learns from { $rows } rows and compares { $families ->
    [one] one kind of model
   *[other] { $families } kinds of model
} by { $metric }; { $holdout } more rows are set aside for the final test.
view-says-baseline = Guessing without a model gets { $score }. Every model is measured against that.
view-says-first = { $model } gets { $score }.
view-says-first-better = { $model } gets { $score }, { $gain } than guessing.
view-says-better = { $model } gets { $score }, { $gain } than the best so far.
view-says-below-baseline = { $model } gets { $score }, which is no better than guessing yet.
view-says-combined = { $models } models combined get { $score }, { $gain } than the best single one.
view-gain = { $amount } better
view-gain-points = { $points } points better
view-gain-tiny = slightly better
view-says-paused = Paused.
view-says-resumed = Goes on.
view-says-finish = Finishing now with the best found so far.
view-says-stalled = { $trials ->
    [one] The last attempt brought
   *[other] The last { $trials } attempts brought
} nothing better. The search ends here, before its time is up.
view-says-finished = Done. The model is ready.
view-says-cancelled = Cancelled.

# Charts
view-chart-guessing = Guessing
view-chart-best = Best so far
view-chart-failed = Failed
view-chart-training-time = Training time
view-chart-combined = Models combined
view-chart-combined-hover = { $models } models combined: { $score }
view-trial = Attempt { $number }
view-state-running = still running
view-state-finished = finished
view-state-pruned = stopped early
view-state-failed = failed
view-axis-found = Found
view-axis-false-alarms = False alarms
view-axis-right = Alarms that are right
view-axis-called = Predicted
view-axis-truth = Actual
view-axis-actual = Actual { $name }
view-axis-predicted = Predicted { $name }
view-axis-residual = Actual minus predicted
view-axis-effect = Effect on the prediction
view-axis-effect-points = Effect on the probability, in points
view-other-classes = other classes
view-other-columns = { $columns ->
    [one] 1 other column
   *[other] { $columns } other columns
}
view-confusion-hover = { $rows ->
    [one] 1 row is { $truth } and was called { $called }
   *[other] { $rows } rows are { $truth } and were called { $called }
} ({ $share } of { $truth })
view-working-point = The model works here
view-pair-hover = Actual { $actual }, predicted { $predicted }
view-points = { $points } points
view-average = Average
view-prediction = Prediction
view-low = low
view-high = high
view-rows = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}

# Tables
view-column-rank = Rank
view-column-model = Model
view-column-score = Score
view-column-folds = Range over the tests
view-column-time = Training time
view-column-weight = Share in the model
view-column-state = State
view-column-attempt = Attempt
view-column-metric = Measure
view-column-value = Value
view-column-range = Likely range
view-column-guessing = Guessing
view-column-column = Column
view-column-cell = Cell
view-column-effect = Effect
view-column-class = Class
view-column-probability = Probability
view-column-reason = Reason

# Reasons for one row
view-told-probability = The probability of “{ $name }” is { $prediction }; on average it is { $average }.
view-told-value = The prediction is { $prediction }; on average it is { $average }.
view-told-raised = Raised most by { $reasons }.
view-told-lowered = Lowered most by { $reasons }.
view-told-reason = { $column } = { $cell } ({ $effect })
view-missing = unknown

# Lab
view-lab-features-on = With made features
view-lab-features-off = Without made features
view-lab-best = { $seeds ->
    [one] { $arm } found the best model: { $score }.
   *[other] { $arm } found the best models: { $score }, in the middle of { $seeds } repeats.
}
view-lab-tied = { $arm } and { $others } found equally good models: { $score }.
view-lab-all-tied = All ways of searching ended at the same score: { $score }.
view-lab-sooner = { $arm } had the score at which { $reference } ended after { $trials } attempts and { $time }; { $reference } itself needed { $own_trials } attempts and { $own_time }.
view-lab-features-better = With made features the models are better: { $on } against { $off } without them.
view-lab-features-worse = Made features did not pay here: { $on } with them against { $off } without.
view-lab-features-same = Made features changed nothing here: { $on } with them and without.
view-lab-missed = { $family } is missed most: without it the combined models get { $without } instead of { $together }.
view-lab-none-missed = No kind of model is missed: without { $family }, which adds most, the combined models still get { $without }; with all of them { $together }.
view-lab-one-family = Only { $family } was tried in this run; its models combined get { $score }.
view-lab-not-reached = not reached
view-lab-goal = Where { $arm } ended
view-lab-axis-trials = Attempts
view-lab-axis-seconds = Time
view-lab-attempts = after { $trials ->
    [one] 1 attempt
   *[other] { $trials } attempts
}
view-lab-added-axis = Better by, for having it
view-lab-family-hover = { $family }<br>{ $together } with it, { $without } without
view-lab-column-sampler = Way of searching
view-lab-column-features = Search
view-lab-column-family = Kind of model
view-lab-column-score = Score at the end
view-lab-column-range = Range over the repeats
view-lab-column-trials = Attempts until the same score
view-lab-column-until = Time until the same score
view-lab-column-times = Repeats that reached it
view-lab-column-time = Whole time
view-lab-column-columns = Columns the models see
view-lab-column-attempts = Attempts
view-lab-column-alone = Its best alone
view-lab-column-without = Combined without it
view-lab-column-added = What it added
