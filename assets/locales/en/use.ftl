use-title = Use the model
use-not-usable = Judged not good enough to decide by. Predictions here are for trying out.
use-tab-one = Try one case
use-tab-file = Score a file
use-tab-downloads = Take it away

# One case
use-form-lead = The form starts from a typical row. Change what you like and predict. A field left empty counts as unknown.
use-form-more = { $columns ->
    [one] One more column
   *[other] { $columns } more columns
}
use-form-range = Seen in the data: { $low } to { $high }
use-form-date = A date such as 2024-03-31
use-form-empty = Unknown
use-predict = Predict
use-probability = Probability of “{ $name }”
use-probabilities = All probabilities
use-alarm-from = Counts as “{ $name }” from { $threshold } on
use-reasons = Reasons
use-reasons-busy = Working out the reasons

# A file
use-batch-lead = Upload rows of the same kind, without the answer. You get the same file back with a prediction for each row, and a list of the rows to look at first.
use-batch-label = File to score
use-batch-help = The file needs the { $columns } columns that the model uses; the order does not matter, and further columns are kept.
use-batch-running = Scoring the file
use-batch-done = { $rows ->
    [one] One row is scored.
   *[other] { $rows } rows are scored.
}
use-download-csv = All rows (CSV)
use-download-excel = All rows (Excel)
use-ranked = The first to look at
use-ranked-most = How many
use-ranked-by = Order
use-ranked-highest = Highest prediction first
use-ranked-lowest = Lowest prediction first
use-ranked-class = Most likely to be
use-ranked-positive = Most likely to be “{ $name }” first
use-ranked-lead = The first { $shown } of { $rows } rows.
use-ranked-download = This list (CSV)
use-preview = All rows, as they are in the file
use-preview-rows = The first { $shown } of { $rows } rows.

# Downloads
use-audience-manager = To show to others
use-audience-excel = For Excel
use-audience-it = For IT
use-audience-data_scientist = For data scientists
use-audience-auditor = For auditors
use-prepare = Prepare
use-prepare-again = Try again
use-preparing = Being prepared
use-download = { $file } ({ $size })
use-snippet = In Python
use-snippet-lead = The model package runs anywhere the library is installed, without this app and without a network.
