steps-boolean = Yes/no columns
steps-boolean-help = Writes yes/no columns as 1 and 0.
steps-categorical = Categories
steps-categorical-help = Gives each category a number or a column of its own, groups the rare ones, and copes with new ones.
steps-datetime = Dates and times
steps-datetime-help = Takes dates apart into year, month, weekday, hour and days passed, which is what models can use.
steps-numeric = Numbers
steps-numeric-help = Fills gaps with the middle value and notes that they were missing. Tames extreme values where a model needs it.
steps-ordinal = Grades
steps-ordinal-help = Keeps the order of graded columns such as a rating from 1 to 5.
steps-spelling = Names spelt alike
steps-spelling-help = Lets a model see that two of very many categories are spelt alike, such as C85 and C123.
steps-text = Free text
steps-text-help = Turns free text, Chinese included, into a few numbers that say what it is about, and its length.

prepare-more-columns = { $count ->
    [one] one more
   *[other] { $count } more
}
prepare-boolean = { $count ->
    [one] { $columns } is a yes/no column and is written as 1 and 0.
   *[other] { $columns } are yes/no columns and are written as 1 and 0.
}
prepare-categorical = { $count ->
    [one] { $columns } holds categories. The frequent ones are kept apart and the rare ones grouped, so that a category never seen before does no harm.
   *[other] { $columns } hold categories. The frequent ones are kept apart and the rare ones grouped, so that a category never seen before does no harm.
}
prepare-datetime = { $count ->
    [one] { $columns } is taken apart into year, month, weekday, hour and days passed, because models cannot read a date as such.
   *[other] { $columns } are taken apart into year, month, weekday, hour and days passed, and the time between them is added, because models cannot read a date as such.
}
prepare-numeric = { $count ->
    [one] { $columns } is used as a number. Where a model needs it, gaps are filled with the middle value and marked, and extreme values are tamed.
   *[other] { $columns } are used as numbers. Where a model needs it, gaps are filled with the middle value and marked, and extreme values are tamed.
}
prepare-ordinal = { $count ->
    [one] { $columns } is a grade, whose order is kept.
   *[other] { $columns } are grades, whose order is kept.
}
prepare-spelling = { $count ->
    [one] { $columns } has very many categories. Names that are spelt alike get like numbers, so that rare ones can be judged too.
   *[other] { $columns } have very many categories. Names that are spelt alike get like numbers, so that rare ones can be judged too.
}
prepare-text = { $count ->
    [one] { $columns } is free text. Its words are counted and condensed to a few topics, and its length is noted.
   *[other] { $columns } are free text. Their words are counted and condensed to a few topics, and their length is noted.
}
