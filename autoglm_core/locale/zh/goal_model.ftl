# 规则之外，由语言模型阅读
error-model-address = “{ $url }”不是语言模型的地址。请给出以 http:// 或 https:// 开头的地址，例如 http://localhost:11434/v1，以及模型的名称。
error-model-address-plain = 语言模型的地址中不能有用户名、密码或“?”之后的内容。密钥请单独填写。
error-model-key = 语言模型的密钥中有空格或密钥不会有的符号。请重新复制。

goal-reason-model = 仅由语言模型读出，依据“{ $words }”。
goal-reason-model-alone = 由语言模型读出。

goal-model-agrees = 语言模型的理解相同。
goal-model-otherwise = 语言模型对预测什么理解相同，某个细节理解不同；以您所说为准。
goal-model-added = 仅由语言模型读出：{ $parts }。
goal-model-columns = 语言模型也不能确定；它列出了可能所指的列。
goal-model-unsure = 语言模型会先问您指的是什么。
goal-model-refuses = 语言模型认为这不是针对此表的问题。
goal-model-differs = 规则和语言模型的理解不同。您指的是哪一个？
goal-model-doubts = 规则读出了一个计划；语言模型不确定您指的是什么。是这个吗？
goal-model-doubts-refusal = 规则读出了一个计划；语言模型认为这不是针对此表的问题。您指的是这个吗？
goal-model-instead-of-question = 规则无法确定您指的是什么。语言模型读出了这个计划。对吗？
goal-model-instead-of-refusal = 规则没有读出针对此表的问题。语言模型读出了这个计划。对吗？

goal-model-part-metric = 衡量标准
goal-model-part-exclude = 不使用的列
goal-model-part-include-only = 使用的列
goal-model-part-models = 模型种类
goal-model-part-interpretable = 模型须可解释
goal-model-part-max-latency-ms = 回答所需时间
goal-model-part-max-model-mb = 模型大小
goal-model-part-weights = 优先级
goal-model-part-seed = 随机种子
goal-model-part-group-by = 每组一个序列
goal-model-part-n-clusters = 分组数量
goal-model-part-horizon = 预测多远
goal-model-part-validation = 模型如何检验
goal-model-part-budget = 训练时间

goal-model-failed = { $why }因此仅由规则读出。
goal-model-works = 语言模型能够回答。
goal-model-trouble-cancelled = 已停止询问语言模型。
goal-model-trouble-time = 语言模型没有按时回答。
goal-model-trouble-unreachable = 无法连接语言模型。
goal-model-trouble-busy = 语言模型繁忙（回答 { $status }）。
goal-model-trouble-failing = 语言模型的服务器出错（回答 { $status }）。
goal-model-trouble-key = 语言模型的服务器不接受该密钥（回答 { $status }）。
goal-model-trouble-not-there = 该地址没有这个语言模型（回答 { $status }）。
goal-model-trouble-refused = 语言模型的服务器拒绝了提问（回答 { $status }）。
goal-model-trouble-large = 语言模型的回答过长。
goal-model-trouble-not-json = 作答的不是语言模型的服务器。
goal-model-trouble-broken = 语言模型的回答已损坏。
goal-model-trouble-misfit = 语言模型的回答不是适合此表的计划。

# 计划与表不符之处
goal-question-misfit = { $problem }请换一种说法。
goal-problem-plan = 计划自相矛盾。
goal-problem-column = 表中没有“{ $column }”列。
goal-problem-target-missing = 没有说明要预测什么。
goal-problem-task = “{ $column }”不能作为{ $task }的目标。
goal-problem-task-binary = 是否预测
goal-problem-task-multiclass = 类别预测
goal-problem-task-regression = 数值预测
goal-problem-forecast = “{ $column }”不是数值，无法预测其未来。
goal-problem-value = “{ $column }”中没有“{ $value }”这个值。
goal-problem-target-used = “{ $column }”是要预测的内容，不能另作他用。
goal-problem-both = 这些列既要使用又要排除：{ $columns }。
goal-problem-order = “{ $value }”不能与“{ $column }”的值比较。
goal-problem-list = 对“{ $column }”的条件需要一组值。
goal-problem-metric = 衡量标准“{ $metric }”不适用于“{ $task }”类任务。
goal-problem-wish = 漏报与误报只能在是否问题中权衡。
goal-problem-weight = “{ $name }”不是可以权衡的优先级。
goal-problem-family = 没有名为“{ $family }”的模型种类。
goal-problem-no-family = 允许使用的模型种类全都被排除了。
goal-problem-time = “{ $column }”不是日期或时间列。
goal-problem-no-time = 时间序列预测需要日期或时间列。
goal-problem-group = 目标列和时间列不能用来区分序列。
goal-problem-freq = “{ $freq }”不是时间步长。
goal-problem-horizon = 只有时间序列预测才能说明预测多远。
goal-problem-pair = 推荐需要两列：一列说明给谁，一列说明推荐什么。
goal-problem-groups = { $count } 个分组多于行数。
