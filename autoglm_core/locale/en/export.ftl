# Exporters
exporters-package = Model package
exporters-package-help = The model itself as one zip file, with its manifest and three lines of Python to run it elsewhere
exporters-predictions-csv = Predictions (CSV)
exporters-predictions-csv-help = The rows that the model was judged on, with its predictions beside your own columns, for any program
exporters-predictions-excel = Predictions (Excel)
exporters-predictions-excel-help = The rows that the model was judged on, with its predictions beside your own columns, to sort and filter
exporters-report = Report
exporters-report-help = One page to send on or print: how good the model is, what drives it, where it is wrong; opens without a network
exporters-manifest = Manifest
exporters-manifest-help = Fingerprints of the data and of every file, versions, plan and score: the proof of how the model was made
exporters-code = Scoring program
exporters-code-help = A short Python program that loads the model package and scores a file of new rows

# For whom
export-audience-excel = For Excel
export-audience-it = For IT
export-audience-data-scientist = For data scientists
export-audience-auditor = For auditors
export-audience-manager = For managers

# Words of several documents
export-ensemble = Several models combined
export-seconds = { $seconds } s
export-minutes = { $minutes } min
export-points = { $points } points
export-and-more = { $names } and { $more } more
export-measured-holdout = Measured on { $rows ->
    [one] one row that was
   *[other] { $rows } rows that were
} kept aside: nothing was learned or chosen on them.
export-measured-out-of-fold = Measured on { $rows ->
    [one] one row
   *[other] { $rows } rows
}, each predicted by models that had not seen it.
export-measured-corrected = Corrected for having chosen the best of { $trials } attempts (bootstrap bias correction, Tsamardinos and others 2018): uncorrected, { $metric } would read { $uncorrected }.
export-headline-score = { $metric }: { $value } (95 times in 100 within { $interval }); guessing without a model gets { $baseline }.
export-data-hash = Fingerprint of the data (SHA-256): { $hash }
export-target = What is predicted
export-classes = Possible answers
export-rows = Rows
export-rows-all = { $rows }
export-rows-holdout = { $rows }, of which { $train } to learn from and { $holdout } kept aside to judge
export-model = Model
export-threshold = Decision
export-threshold-value = “{ $name }” from a probability of { $share }
export-measure = Measure
export-interval = 95 % range
export-lower-is-better = (lower is better)
export-legend-model = This model
export-legend-interval = Range that holds the true score 95 times in 100
export-legend-guessing = Guessing
export-column = Column
export-columns-used = Columns used
export-columns-left-out = Columns left out

# Report
export-report-eyebrow = Model report, { $date }
export-report-goal = Goal: { $goal }
export-report-answer = The answer in short
export-report-warnings = What to keep in mind
export-report-task = What the model does
export-report-scores = How good it is
export-report-mistakes = Where it is right and where it is wrong
export-mistakes-help = Each row of the table is what was true, each column what the model said. The green cells are right.
export-truth = True answer
export-predicted-as = Said “{ $name }”
export-report-tenths = How well it ranks “{ $name }”
export-tenth = Tenth { $number }
export-tenths-help = The judged rows sorted by the model, the most likely ones first, in ten equal parts: how many in each part really are “{ $name }”. Over all rows it is { $share }.
export-report-scatter = Predicted and true values
export-scatter-help = To the right the true value, upwards the predicted one; on the dashed line they are equal. Half of the predictions are off by at most { $half }, nine in ten by at most { $most }.
export-report-drivers = What drives it
export-drivers-help-probability = How much each column moves the predicted probability on average, in percentage points. This is what the model relies on, which need not be the cause.
export-drivers-help-value = How much each column moves the prediction of “{ $target }” on average, in its own unit. This is what the model relies on, which need not be the cause.
export-report-models = Models compared
export-models-tried = { $finished ->
    [one] One attempt was
   *[other] { $finished } attempts were
} carried through, { $pruned } stopped early and { $failed } failed, in { $seconds }. The last column shows what the model in use is made of.
export-trial = attempt { $number }
export-training-time = Training time
export-share-in-model = Share in the model
export-report-data = What was done to the data
export-data-unchanged = The table was used as it was.
export-report-use = How to use it
export-use-app = In Open-AutoGLM: open this run and choose “Use”, to predict single cases or a whole file.
export-use-python = In Python: download the model package and load it.
export-use-watch = Compare predictions with what really happened from time to time. When business, prices or people change, train the model anew.
export-report-proof = Proof
export-proof-help = With these, anyone can check that data and model are the ones described here.
export-proof-data = Fingerprint of the data
export-proof-manifest = Fingerprint of the manifest
export-proof-seed = Seed of chance
export-proof-versions = Versions
export-report-footer = Made with Open-AutoGLM. This page holds everything it shows and loads nothing from elsewhere.

# Excel
export-sheet-predictions = Predictions
export-sheet-about = About

# Package
export-readme-use = Use it
export-readme-install = Install { $product } and the versions in requirements.txt, then:
export-readme-script = Or score a whole file from the command line with the program in this package:
export-readme-input = What it needs
export-readme-input-help = New rows need these columns; their order does not matter, and further columns are ignored. A column that is missing is named in the error.
export-readme-inside = What is inside
export-readme-safe = Nothing in this package is run when it is loaded: models are stored without pickle, and each file is checked against the manifest.
export-role = Kind
export-file = File
export-content = Content
export-inside-model = The model: fitted estimators, their preparation and the columns they expect
export-inside-manifest = Fingerprint of the data, plan, versions and the SHA-256 of every file
export-inside-result = Scores, models compared and warnings
export-inside-arrays = Judged rows (truth and prediction) and the reasons for a sample of rows, cells included
export-inside-card = What the model is for, how good it is and where its limits are
export-inside-requirements = The library versions it was trained with
export-inside-script = Scores a file of new rows
export-card-title = Model card: { $name }
export-card-purpose = Purpose
export-card-limits = Limits
export-card-limit-same-kind = It holds for rows of the same kind as those it learned from; elsewhere its score says nothing.
export-card-limit-cause = It finds patterns, not causes: changing a column in the real world need not change the outcome.

# What was worked out later
export-report-summary = On one page
export-summary-rests-on = What this rests on
export-summary-drivers = Above all { $columns }, of { $count } columns.
export-summary-limits = Limits
export-report-fair = By group
export-fair-help = How the model does for the groups of a column; columns that it was not given can be looked at as well. The four-fifths rule (United States, 1978) compares rates alone: a reason to look closer, no legal verdict.
export-fair-not-given = (not given to the model)
export-fair-group = Group
export-rate-actual = Really so
export-rate-called = Called so
export-rate-found = Found
export-rate-false-alarm = Called by mistake
export-rate-right = Right
export-mean-actual = Actual mean
export-mean-predicted = Predicted mean
export-mean-error = Too high or too low
export-mean-distance = Typically off by
export-report-fitness = Fit for use
export-fitness-told = It answers one row in { $p50 }, and 99 times in 100 within { $p99 }; in a batch it predicts { $rows } rows a second. It gave { $valid } valid answers to faulty inputs, and was back { $recovery } after its process was killed.
export-fitness-load = Requests a second
export-fitness-cpu = Processor time for 1,000 rows
export-fitness-machine = Measured on { $processor }, { $cores } cores, { $memory } GB of memory, { $gpu }.
export-fitness-no-gpu = no GPU
export-report-ranking = Which model, given what matters
export-ranking-first = By what matters, { $models } comes first.
export-ranking-tied = By what matters, these are tied: { $models }.
export-ranking-stated = Compared by: { $people }.
export-ranking-not-stated = Nobody has said yet what matters, so accuracy, speed, availability and scalability count alike.
export-ranking-consistency = Consistency ratio of the comparisons: { $ratio } (up to 0.1 is fine).
export-ranking-weights = Weights (analytic hierarchy process)
export-ranking-points = Points out of 100
export-card-use = Predicts “{ $target }” for single rows or whole files, as a help for people who decide.
export-card-groups = Groups
export-card-no-groups = No groups were compared.
export-report-weak = Where it errs most
export-weak-none = No group of rows stands out: { $tests } groups were compared with all others.
export-weak-wrong = Among rows with { $what } it is wrong in { $inside } of the cases, elsewhere in { $outside } ({ $rows } rows).
export-weak-off = Among rows with { $what } it is off by { $inside } on average, elsewhere by { $outside } ({ $rows } rows).
export-condition-is = { $column } = { $value }
export-condition-missing = { $column } empty
export-condition-below = { $column } below { $value }
export-condition-from = { $column } from { $value }
export-condition-between = { $column } from { $value } to { $to }
export-more-rows-help = More rows would help: with { $few } rows { $metric } was { $low }, with { $many } it is { $high }; it was still getting better.
export-more-rows-not = More rows of the same kind would hardly help: with { $few } rows { $metric } was { $low }, with { $many } it is { $high }.
export-more-rows-unsure = Whether more rows would help cannot be told: with { $few } rows { $metric } was { $low }, with { $many } it is { $high }.
export-ties = { $best } is the best single attempt; as good, as far as these rows can tell: { $others }.
export-no-ties = { $best } is the best single attempt, clearly better than the next ones.
