inspections-effects = 各列如何起作用
inspections-effects-help = 某一列取不同值时的平均预测，并附上单独几行的情况。
inspections-interactions = 共同起作用的列
inspections-interactions-help = 一列的影响取决于另一列的那些列对。
inspections-permutation = 去掉一列，得分损失多少
inspections-permutation-help = 打乱每一列，看得分变差多少。
inspections-rules = 用六条规则概括模型
inspections-rules-help = 用一棵小树复述模型的判断，并说明两者有多接近。
error-inspect-rules = 只有 { $rows } 行，太少，无法把模型概括成规则。
error-inspect-rules-columns = 所有列都是文本：针对单个值的规则没有意义。

view-axis-mean = 平均预测
view-axis-mean-probability = 平均概率
view-axis-loss = 得分损失
view-other-values = 其他所有值
view-effects-hover = { $name } = { $value }<br>平均 { $mean }<br>10 行中有 8 行：{ $range }
