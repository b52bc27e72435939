error-spec-two-budgets = Give the budget either in seconds or as a number of trials, not both.
error-spec-no-target = Say which column to predict: give “target”, or a goal in a sentence.
error-spec-unknown-column = There is no column “{ $column }” in the table. It has: { $known }.
error-spec-task-type = The task type “{ $task_type }” is not known. Use one of: { $known }.
error-goal-unclear = The goal did not lead to a plan. { $what }
