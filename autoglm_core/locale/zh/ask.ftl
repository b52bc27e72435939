# 需要改变什么
view-change-one = { $column } 是 { $after } 而不是 { $before }
view-change-and = ，并且
view-change-class = 如果 { $changes }，模型会判断为“{ $says }”。
view-change-share = “{ $name }”的概率会从 { $before } 变为 { $after }。
view-change-value = 如果 { $changes }，预测值会从 { $before } 变为 { $after }。
view-change-locked = 没有任何列可以改变，因此结果无法改变。请先解锁一列。
view-change-none = 在合理取值范围内，没有任何改动能改变结果：可改变的 { $columns } 列，所试取值的每种组合都检查过，共 { $tried } 次预测。
view-change-not-found = 在合理取值范围内没有找到能改变结果的改动。同时改变不超过 { $exhaustive } 列的情况已按取值网格全部试过，更多列的情况也试了许多，共 { $tried } 次预测。这并不能证明不存在这样的改动。
view-change-near-value = 最接近的情况：如果 { $changes }，预测值为 { $after }。
view-change-near-share = 最接近的情况：如果 { $changes }，“{ $name }”的概率为 { $after }。

# 任意一行的原因
inspections-row-reasons = 一行的原因
inspections-row-reasons-help = 计算模型为什么对某一行给出这样的结果。

# 回答
ask-score = 它的{ $metric }为 { $value }（可能的范围 { $range }）；不用模型、只靠猜测是 { $baseline }。
ask-score-short = 它的{ $metric }为 { $value }；不用模型、只靠猜测是 { $baseline }。
ask-drivers = 它对“{ $target }”的判断主要取决于：{ $columns }。
ask-driver = { $column }（平均 { $effect }）
ask-drivers-class = 这些数字表示一列使“{ $name }”的概率上升或下降多少。
ask-drivers-value = 这些数字表示一列使预测值上升或下降多少。
ask-drivers-limit = 这说明模型依据什么来判断，并不证明因果关系。
ask-no-reasons = 这次训练没有计算模型的驱动因素。
ask-column = 按影响大小，{ $column } 在 { $columns } 列中排第 { $place }：平均使预测上升或下降 { $effect }。
ask-column-up = 数值越高，预测往往越高。
ask-column-down = 数值越高，预测往往越低。
ask-column-levels = 平均而言，取“{ $high }”时使预测升高最多，取“{ $low }”时使预测降低最多。
ask-column-unknown = { $column } 不在已计算影响的列之中。
ask-row-no = 没有第 { $row } 行：共有 { $rows } 行，从 1 开始计数。
ask-row-says = 对第 { $row } 行，模型的判断是“{ $says }”。
ask-row-truth = 数据中的实际值是“{ $truth }”。
ask-row-waiting = 第 { $row } 行的原因还没有计算。
ask-which-row = 这个问题要逐行回答：请说明是哪一行，例如第 { $row } 行。
ask-change-waiting = 第 { $row } 行需要改变什么，还没有计算。
ask-fails-waiting = 模型在哪里最容易出错，还没有计算。
ask-fails-none = 没有发现哪一组数据的出错率明显高于其他数据。
ask-fails-wrong = 当{ $what }时（{ $rows } 行），它有 { $inside } 判断错误，其他情况下为 { $outside }。
ask-fails-off = 当{ $what }时（{ $rows } 行），它平均相差 { $inside }，其他情况下为 { $outside }。
ask-condition-is = { $column } 为“{ $value }”
ask-condition-missing = { $column } 为空
ask-condition-below = { $column } 低于 { $value }
ask-condition-from = { $column } 不低于 { $value }
ask-condition-between = { $column } 从 { $value } 到 { $to }（不含）
ask-and = {" "}且{" "}
ask-more-waiting = 更多数据是否有帮助，还没有计算。
ask-more-help = 更多数据很可能有帮助：从 { $half } 行增加到 { $rows } 行时，最佳单个尝试的{ $metric }从 { $before } 变为 { $score }。
ask-more-not = 更多同类数据几乎没有帮助：从 { $half } 行增加到 { $rows } 行时，最佳单个尝试的{ $metric }从 { $before } 变为 { $score }。
ask-more-unsure = 无法判断更多数据是否有帮助：从 { $half } 行增加到 { $rows } 行时，最佳单个尝试的{ $metric }从 { $before } 变为 { $score }，这可能只是偶然。
ask-more-gain = 如果趋势继续，数据翻倍大约还能提高 { $gain }。
ask-more-gain-error = 如果趋势继续，数据翻倍大约还能降低 { $gain }。
ask-more-asked = 没有针对正好多 { $asked } 行计算数值；趋势能说明的是数据翻倍的情况。
ask-model-one = 它是单个模型：{ $name }。
ask-model-several = 它由 { $count } 个模型组合而成：{ $members }。
ask-model-member = { $name }（{ $share }）
ask-model-why = 共做了 { $trials } 次尝试，用它们没有见过的数据按{ $metric }评判。
ask-model-best = 最好的单个尝试是{ $name }，得到 { $best }；您将使用的模型为 { $value }，已针对挑选过程作了修正。
ask-plain = 模型根据 { $columns } 列预测“{ $target }”，是从 { $rows } 行数据中学到的。
ask-measured-holdout = 它是在专门留出的 { $rows } 行上测得的，没有任何模型从这些行学习过。
ask-measured-folds = 它是在 { $rows } 行上测得的，每一行都由没有学习过该行的模型来预测。
ask-unknown = 根据已计算的内容无法回答这个问题。可以回答的问题有：

# 提供的问题
ask-offer-good = 这个模型有多好？
ask-offer-plain = 用大白话讲讲这个模型
ask-offer-drivers = 什么影响 { $target }？
ask-offer-row = 为什么第 { $row } 行得到这个结果？
ask-offer-change = 第 { $row } 行需要改变什么？
ask-offer-fails = 它在哪里容易出错？
ask-offer-more = 更多数据会有帮助吗？
ask-offer-model = 用的是哪个模型，为什么选它？
ask-offer-measured = 这些结果是怎么测出来的？
