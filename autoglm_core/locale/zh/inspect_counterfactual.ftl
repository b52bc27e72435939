inspections-counterfactual = 需要改变什么
inspections-counterfactual-help = 寻找对一行数据的最小改动，使模型给出不同的结果。
error-inspect-turned = 模型对这一行已经是这样判断的，因此不需要改变任何内容。
error-inspect-no-row = 没有第 { $row } 行：模型是用 { $rows } 行数据训练的。
