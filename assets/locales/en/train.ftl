# One run: where it is, and where to go
train-run-unknown = This training is not there. It was deleted, or the address is old.
train-to-runs = See all trainings
train-no-run = No training has been started yet.
train-to-goal = Say the goal
train-to-start = Choose data
train-not-yet = The training has not finished yet.
train-no-model = This training ended without a model.
train-to-train = Go to the training
train-tab-queued = Waiting
train-tab-running = Training
train-tab-paused = Paused
train-tab-finishing = Finishing
train-tab-interrupted = Interrupted
train-tab-finished = Done
train-tab-failed = Failed
train-tab-cancelled = Cancelled

# Progress
train-stage-left = Now { $stage } · { $left } left
train-stage = Now { $stage }
train-left = { $left } left
train-queued = Waiting for its turn: number { $place } in the queue. { $running ->
    [0] It starts in a moment.
    [one] One other training is running.
   *[other] { $running } other trainings are running.
}
train-best = Best score so far
train-best-combined = { $metric } of { $models } models combined, in the tests during the search.
train-best-single = { $metric } of one model ({ $model }), in the tests during the search.
train-best-none = The first model is still being tested.
train-guessing = Guessing
train-attempts = Attempts
train-attempts-help = Models that were tried: a kind of model with one choice of settings each. Attempts that could not win any more were stopped early.
train-elapsed = Time so far
train-elapsed-help = Time at work; pauses and interruptions are not counted.
train-cpu = Processor
train-cpu-help = 100 % is one processor core fully busy.
train-memory = Memory
train-memory-help = Memory that the training uses on this computer.
train-chart = How the best score rose
train-chart-alt = The best score so far over time, every attempt as a point, and the score of guessing as a line
train-story = What happened
train-story-before = { $lines } earlier
train-no-trial-yet = The first score appears here in a few seconds.
train-leaderboard = Leaderboard
train-failed-attempts = { $attempts ->
    [one] One attempt failed, and why
   *[other] { $attempts } attempts failed, and why
}

# Buttons
train-pause = Pause
train-pause-help = Stops at once and keeps everything; goes on when you say so.
train-resume = Go on
train-resume-help = Goes on where it was paused.
train-finish = Finish now
train-finish-help = Ends the search and keeps the best model found so far.
train-cancel = Cancel
train-cancel-title = Stop this training
train-cancel-sentence = The training stops and no model is kept. To keep the best model found so far, choose “Finish now” instead.
train-cancel-yes = Stop the training
train-asked = Noted. It takes effect within two seconds.

# The end
train-done = The model is ready.
train-to-inspect = Inspect the model
train-interrupted = The training was interrupted: the program or the computer stopped. Everything that had finished is kept.
train-take-up = Go on with the training
train-failed = The training ended without a model.
train-try-again = Try again
train-cancelled = The training was cancelled. The data and the plan are still there.
train-back-to-goal = Back to the goal

# Definitions
term-baseline = What one gets without a model: always the same answer, chosen as well as it can be. A model must be clearly better than this.
