inspections-ties = Tied or better
inspections-ties-help = Compares the best attempts with the best one on the same rows.
