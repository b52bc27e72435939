inspections-counterfactual = What would have to change
inspections-counterfactual-help = Searches the smallest change to one row after which the model says something else.
error-inspect-turned = The model says that of this row already, so nothing needs to change.
error-inspect-no-row = There is no row { $row }: the model was made from { $rows } rows.
