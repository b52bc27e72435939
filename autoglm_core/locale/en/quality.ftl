view-axis-said = Probability that was predicted
view-axis-happened = Share that came true
view-axis-taken = Part of the list worked through
view-axis-lift = Times more than at random
view-axis-threshold = Alarm from this probability on
view-axis-money = Total on the judged rows
view-axis-error = Mean error
view-axis-wrong = Wrong answers
view-axis-rows = Rows learned from
view-money-best = Best
view-money-now = The model's own
view-calibration-hover = Predicted { $predicted }, came true { $happened } (likely { $range })<br>{ $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
view-gain-hover = In the first { $taken } of the list: { $found } found<br>{ $lift } times what a random list holds
view-size-hover = { $range }<br>off by { $error } on average; predicted minus true { $bias }<br>{ $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
view-time-hover = From { $at }: { $error }<br>{ $rows ->
    [one] 1 row
   *[other] { $rows } rows
}
