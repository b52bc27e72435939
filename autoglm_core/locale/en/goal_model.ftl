# The reader by language model, beside the rules
error-model-address = “{ $url }” is not the address of a language model. Give one that begins with http:// or https://, such as http://localhost:11434/v1, and the name of a model.
error-model-address-plain = The address of the language model must not hold a user name, a password or anything after “?”. Give the key on its own.
error-model-key = The key of the language model holds spaces or signs that no key has. Copy it again.

goal-reason-model = Read by the language model alone, from “{ $words }”.
goal-reason-model-alone = Read by the language model.

goal-model-agrees = The language model agrees.
goal-model-otherwise = The language model agrees on what to predict and reads a detail otherwise; what you said is kept.
goal-model-added = The language model alone found: { $parts }.
goal-model-columns = The language model does not know either; it names columns that may be meant.
goal-model-unsure = The language model would ask what is meant.
goal-model-refuses = The language model takes this for no question to this table.
goal-model-differs = The rules and the language model read this differently. Which is meant?
goal-model-doubts = The rules read a plan; the language model is not sure what is meant. Is this it?
goal-model-doubts-refusal = The rules read a plan; the language model takes this for no question to this table. Is this what you mean?
goal-model-instead-of-question = The rules cannot tell what is meant. The language model reads it as this plan. Is it right?
goal-model-instead-of-refusal = The rules find no question to this table here. The language model reads it as this plan. Is it right?

goal-model-part-metric = the measure
goal-model-part-exclude = columns to leave out
goal-model-part-include-only = the columns to use
goal-model-part-models = kinds of model
goal-model-part-interpretable = that models can be explained
goal-model-part-max-latency-ms = the time for an answer
goal-model-part-max-model-mb = the size of the model
goal-model-part-weights = priorities
goal-model-part-seed = the random seed
goal-model-part-group-by = one series for each group
goal-model-part-n-clusters = the number of groups
goal-model-part-horizon = how far ahead
goal-model-part-validation = how models are tested
goal-model-part-budget = the time for training

goal-model-failed = { $why } This was read by the rules alone.
goal-model-works = The language model answers.
goal-model-trouble-cancelled = The language model was stopped.
goal-model-trouble-time = The language model did not answer in time.
goal-model-trouble-unreachable = The language model cannot be reached.
goal-model-trouble-busy = The language model is busy (answer { $status }).
goal-model-trouble-failing = The language model's server is failing (answer { $status }).
goal-model-trouble-key = The language model's server does not accept the key (answer { $status }).
goal-model-trouble-not-there = There is no such language model at this address (answer { $status }).
goal-model-trouble-refused = The language model's server refused the question (answer { $status }).
goal-model-trouble-large = The language model's answer was too long.
goal-model-trouble-not-json = What answered is not a language model's server.
goal-model-trouble-broken = The language model's answer was broken.
goal-model-trouble-misfit = The language model's answer was no plan for this table.

# What does not fit between a plan and its table
goal-question-misfit = { $problem } Please say the goal in another way.
goal-problem-plan = The plan contradicts itself.
goal-problem-column = The table has no column “{ $column }”.
goal-problem-target-missing = It is not said what should be predicted.
goal-problem-task = “{ $column }” cannot be the target of { $task }.
goal-problem-task-binary = a yes-or-no prediction
goal-problem-task-multiclass = a prediction of classes
goal-problem-task-regression = a prediction of a number
goal-problem-forecast = “{ $column }” is no number, so its future cannot be forecast.
goal-problem-value = “{ $column }” has no value “{ $value }”.
goal-problem-target-used = “{ $column }” is what should be predicted, so it cannot be used otherwise.
goal-problem-both = These columns are both left out and used: { $columns }.
goal-problem-order = “{ $value }” cannot be compared with the values of “{ $column }”.
goal-problem-list = A condition on “{ $column }” needs a list of values.
goal-problem-metric = The measure “{ $metric }” does not belong to a task of the kind “{ $task }”.
goal-problem-wish = Misses and false alarms can be weighed for yes-or-no questions only.
goal-problem-weight = “{ $name }” is no priority that can be weighed.
goal-problem-family = There is no kind of model called “{ $family }”.
goal-problem-no-family = All kinds of model that may be used are ruled out.
goal-problem-time = “{ $column }” is no column of dates or times.
goal-problem-no-time = A forecast needs a column of dates or times.
goal-problem-group = The target and the time cannot tell series apart.
goal-problem-freq = “{ $freq }” is no step of time.
goal-problem-horizon = How far ahead can be said for a forecast only.
goal-problem-pair = A recommendation needs two columns, one that tells who and one that tells what.
goal-problem-groups = { $count } groups are more than there are rows.
