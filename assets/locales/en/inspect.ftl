inspect-about = Everything on this page is about the model you can download: { $model }.
inspect-shipped-ensemble = { $models ->
    [one] one model
   *[other] { $models } models combined
}
inspect-range = Likely range
inspect-corrected = Measured out of fold, corrected for having chosen the best of { $trials } attempts: { $metric } { $value } instead of { $uncorrected }.
inspect-corrected-help = Each row is predicted by models that did not see it. The best of many attempts owes part of its score to luck, so the choice is repeated on rows drawn at random and judged on the rows left out; the difference is taken off the scores here. Scores that depend on the alarm threshold are measured with shares and a threshold that were chosen on other rows. Method: Tsamardinos, Greasidou and Borboudakis, Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation, Machine Learning, 2018.
inspect-guessing = Guessing
inspect-threshold = Alarm from
inspect-threshold-help = A row counts as a hit when the model gives it at least this probability. It was chosen to suit the wish in your plan.
inspect-trained-in = Trained in
inspect-trained-in-help = From the start to the finished model, without pauses.
inspect-facts = { $name } · { $rows } rows · { $columns } columns used · { $when }
inspect-tab-quality = How good
inspect-tab-drivers = What drives it
inspect-tab-row = One row
inspect-tab-candidates = All attempts
inspect-measures = Measures
inspect-measures-lead = The models were compared by { $metric }. { $why }
inspect-measure-help = { $meaning } Guessing gets { $guessing }. Below the figure stands its likely range.
inspect-confusion = Right and wrong
inspect-roc = Found against false alarms
inspect-pr = Found against right alarms
inspect-predicted-actual = Predicted against actual
inspect-residuals = How far off
inspect-no-explanation = For this model no reasons were worked out.
inspect-drivers-lead = What moves the predictions of the downloaded model ({ $model }), worked out on { $rows } rows.
inspect-drivers-class = All effects are on the probability of “{ $name }”.
inspect-importance = Columns that matter most
inspect-beeswarm = Effect row by row
inspect-approximate = Worked out from a sample; repeated sampling would change the figures a little.
inspect-row = Row
inspect-row-help = Rows of the table on which the reasons were worked out, the highest prediction first. Type a number to find a row.
inspect-row-option = Row { $row } · predicted { $prediction }
inspect-row-truth = In the data, { $name } is “{ $value }”.
inspect-row-cells = All columns of this row
inspect-candidates-lead = { $trials } attempts were made; the downloaded model is made of those with a share ({ $model }). The scores here come from the tests during the search; the score at the top of the page is the one to rely on.
inspect-best-corrected = The scores of single attempts are not corrected for the choice. The best attempt scored { $raw }; corrected for having been the best of { $trials }, that is { $corrected }.
inspect-by-family = Best attempt of each kind
inspect-by-time = Score and training time
inspect-to-use = Use the model

# Definitions
term-confusion = Each line holds the rows of one true answer, each column one predicted answer. What stands on the diagonal is right.
term-roc = The ROC curve. Each point is one threshold: how many of the cases are found, and how many of the others are called by mistake. The further up and left, the better; the dashed line is guessing.
term-precision-recall = The precision-recall curve. Each point is one threshold: how many of the cases are found, and how many of the alarms are right. The further up and right, the better; the dashed line is guessing.
term-predicted-actual = Each point is one row. On the dashed line the prediction is exact.
term-residuals = The actual value minus the predicted one. A model without bias has as many points above the line as below, all along it.
term-shap = The mean distance by which a column moves a prediction away from the average (mean absolute SHAP value).
term-beeswarm = Each point is one row (its SHAP value). Right of the middle the column raised the prediction, left of it lowered it; the colour says whether the cell is low or high.
term-folds = The point is the score over all tests, the bar reaches from the lowest to the highest single test. The dashed line is guessing.
term-training-time = Each point is one attempt. Ringed ones are part of the downloaded model.
