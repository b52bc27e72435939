lab-title = Lab: compare ways of searching
lab-lead = See which way of searching finds a good model sooner, and what each part of a search is worth, measured on your own data.
lab-none = There is nothing to compare on yet: no plan has been made.
lab-none-do = Choose data and say the goal
lab-unknown = This comparison is not there. It was deleted, or the address is old.
lab-to-lab = Start a new comparison
lab-back = All comparisons

# What is compared
lab-kind = What would you like to compare?
lab-kind-samplers = Ways of searching
lab-kind-samplers-help = Each way of searching tries settings on the same data, the same tests and the same choice of models. It is a fair race: who finds the better model, and who finds it sooner.
lab-kind-features = Made features
lab-kind-features-help = The same search twice: with columns that are made from your own, such as ratios and dates taken apart, and without them.
lab-kind-families = Kinds of model
lab-kind-families-help = What each kind of model added to a finished run: how good the combined models would be without it.

# The form
lab-question = Data and goal
lab-question-help = A run or a plan; its data, its goal and its tests are used.
lab-samplers = Ways of searching
lab-samplers-unavailable = Not available here: { $names }
lab-seeds = Repeats
lab-seeds-help = Chance plays a part in every search. Several repeats, each with other random numbers, show how large that part is.
lab-unit = Each search may use
lab-unit-trials = Attempts
lab-unit-seconds = Seconds
lab-amount-trials = Attempts for each search
lab-amount-seconds = Seconds for each search
lab-sum-trials = { $searches } searches with { $trials } attempts each, one after the other.
lab-sum-seconds = { $searches } searches, one after the other: about { $time } in all.
lab-start = Start comparing
lab-pick-two = Choose at least two ways of searching to compare.

# One comparison
lab-name-samplers = Ways of searching · { $name }
lab-name-features = Made features on and off · { $name }
lab-tab-active = Comparing
lab-tab-ended = Compared
lab-facts = { $seeds ->
    [one] 1 repeat
   *[other] { $seeds } repeats
} · { $budget } for each search
lab-attempts = { $trials ->
    [one] 1 attempt
   *[other] { $trials } attempts
}
lab-alt-trials = the number of attempts
lab-alt-seconds = time
lab-finish = Finish now
lab-finish-help = Ends the comparison and keeps what has been measured so far.
lab-cancel = Cancel
lab-cancel-title = Stop this comparison
lab-cancel-sentence = The comparison stops and its result is not kept. To keep what has been measured, choose “Finish now” instead.
lab-cancel-yes = Stop the comparison
lab-queued = Waiting for its turn. It starts when the trainings before it are done.
lab-preparing = Preparing the data once for all searches
lab-now = Search { $number } of { $searches }: { $arm }, repeat { $repeat }
lab-now-left = Search { $number } of { $searches }: { $arm }, repeat { $repeat } · { $left } left
lab-no-score-yet = The first score appears here in a few seconds.
lab-leads = Ahead so far
lab-best = Best score so far
lab-guessing = Guessing
lab-searches = Searches done
lab-searches-help = Each way of searching is run once for each repeat.
lab-elapsed = Time so far
lab-by-trials = Best score by attempts
lab-by-seconds = Best score by time
lab-chart-alt = The best score of each way of searching, in the middle of its repeats, against { $by }
lab-chart-note = Thick lines are the middle of the repeats, thin lines the single repeats. { $metric }: { $direction }.
lab-higher = higher is better
lab-lower = lower is better
lab-reference = Compare with
lab-reference-help = The table says after how many attempts and how much time each way of searching had the score at which this one ended.
lab-until = Until the same score
lab-until-note = Middle values over the repeats. “Not reached” means that most repeats did not get there within their budget.
lab-measured = With and without
lab-interrupted = The comparison was interrupted: the program or the computer stopped. Everything that had finished is kept.
lab-take-up = Go on with the comparison
lab-failed = The comparison ended without a result.
lab-try-again = Try again
lab-cancelled = The comparison was cancelled.
lab-delete = Delete
lab-delete-title = Delete this comparison?
lab-delete-sentence = “{ $name }” and what it measured will be deleted. This cannot be undone; data and runs stay.
lab-delete-do = Delete

# Earlier ones
lab-earlier = Comparisons
lab-open = Open

# What each kind of model added
lab-families-run = Finished run
lab-families-none = No run has finished yet. Train a model first, then see here what each kind of model added to it.
lab-families-none-do = Go to the runs
lab-families-start = Work it out
lab-families-working = Choosing the combination anew without each kind of model. This takes a few seconds.
lab-families-chart = What each kind of model added
lab-families-alt = By how much the combined models are better for having each kind of model
lab-families-note = { $metric } of the models combined, on rows that they had not seen. The combination is chosen anew without each kind of model.
