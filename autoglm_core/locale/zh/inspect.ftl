inspections-ties = 是否难分高下
inspections-ties-help = 在相同的行上，将几次最好的尝试与最好的一次比较。
