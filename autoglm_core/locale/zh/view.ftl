# Times
view-seconds = { $seconds } 秒
view-minutes = { $minutes } 分钟
view-minutes-seconds = { $minutes } 分 { $seconds } 秒
view-hours = { $hours } 小时
view-hours-minutes = { $hours } 小时 { $minutes } 分
view-days = { $days } 天
view-days-hours = { $days } 天 { $hours } 小时
view-few-seconds = 几秒
view-about = 约 { $time }
view-up-to = 最多 { $time }

# Names
view-ensemble = 多模型组合
view-stage-read = 读取表格
view-stage-check = 检查表格
view-stage-baseline = 测量不用模型直接猜测的水平
view-stage-search = 寻找最好的模型
view-stage-ensemble = 组合最好的几个模型
view-stage-evaluate = 评估模型
view-stage-explain = 分析哪些因素起作用
view-stage-save = 打包模型

# Narration
view-says-queued = 正在排队等候。
view-says-started = 训练开始。
view-says-taken-up = { $kept ->
    [0] 训练曾中断，现已继续。
   *[other] 训练曾中断，现已继续；已完成的 { $kept } 次尝试都保留了下来。
}
view-says-stage = 现在：{ $stage }。
view-says-planned = 从 { $rows } 行数据中学习，用“{ $metric }”比较 { $families } 类模型；每个模型都用没见过的数据测试 { $folds } 次。
view-says-planned-holdout = 从 { $rows } 行数据中学习，用“{ $metric }”比较 { $families } 类模型；另外留出 { $holdout } 行做最终测试。
view-says-baseline = 不用模型直接猜测，成绩是 { $score }。所有模型都与它比较。
view-says-first = { $model }达到 { $score }。
view-says-first-better = { $model }达到 { $score }，比直接猜测{ $gain }。
view-says-better = { $model }达到 { $score }，比目前最好的成绩{ $gain }。
view-says-below-baseline = { $model }达到 { $score }，目前并不比直接猜测更好。
view-says-combined = { $models } 个模型组合后达到 { $score }，比最好的单个模型{ $gain }。
view-gain = 好 { $amount }
view-gain-points = 好 { $points } 个百分点
view-gain-tiny = 略好
view-says-paused = 已暂停。
view-says-resumed = 继续训练。
view-says-finish = 正在用目前最好的结果收尾。
view-says-stalled = 最近 { $trials } 次尝试没有带来更好的结果，搜索提前结束。
view-says-finished = 完成，模型已就绪。
view-says-cancelled = 已取消。

# Charts
view-chart-guessing = 直接猜测
view-chart-best = 目前最好
view-chart-failed = 失败
view-chart-training-time = 训练时间
view-chart-combined = 多模型组合
view-chart-combined-hover = { $models } 个模型组合：{ $score }
view-trial = 第 { $number } 次尝试
view-state-running = 进行中
view-state-finished = 已完成
view-state-pruned = 提前停止
view-state-failed = 失败
view-axis-found = 找出的比例
view-axis-false-alarms = 误报的比例
view-axis-right = 报警中正确的比例
view-axis-called = 预测
view-axis-truth = 实际
view-axis-actual = 实际的 { $name }
view-axis-predicted = 预测的 { $name }
view-axis-residual = 实际值减预测值
view-axis-effect = 对预测的影响
view-axis-effect-points = 对概率的影响（百分点）
view-other-classes = 其他类别
view-other-columns = 其他 { $columns } 列
view-confusion-hover = { $rows } 行实际为 { $truth }，预测为 { $called }（占 { $truth } 的 { $share }）
view-working-point = 模型的工作点
view-pair-hover = 实际 { $actual }，预测 { $predicted }
view-points = { $points } 个百分点
view-average = 平均
view-prediction = 预测
view-low = 低
view-high = 高
view-rows = { $rows } 行

# Tables
view-column-rank = 名次
view-column-model = 模型
view-column-score = 成绩
view-column-folds = 各次测试的范围
view-column-time = 训练时间
view-column-weight = 在模型中的占比
view-column-state = 状态
view-column-attempt = 尝试
view-column-metric = 指标
view-column-value = 数值
view-column-range = 可能范围
view-column-guessing = 直接猜测
view-column-column = 列
view-column-cell = 单元格
view-column-effect = 影响
view-column-class = 类别
view-column-probability = 概率
view-column-reason = 原因

# Reasons for one row
view-told-probability = “{ $name }”的概率为 { $prediction }，平均为 { $average }。
view-told-value = 预测值为 { $prediction }，平均为 { $average }。
view-told-raised = 使其升高最多的是：{ $reasons }。
view-told-lowered = 使其降低最多的是：{ $reasons }。
view-told-reason = { $column } = { $cell }（{ $effect }）
view-missing = 未知

# Lab
view-lab-features-on = 使用生成特征
view-lab-features-off = 不用生成特征
view-lab-best = { $seeds ->
    [one] { $arm }找到的模型最好：{ $score }。
   *[other] { $arm }找到的模型最好：{ $score }（{ $seeds } 次重复的中间值）。
}
view-lab-tied = { $arm }与{ $others }找到的模型同样好：{ $score }。
view-lab-all-tied = 所有搜索方式最终的成绩相同：{ $score }。
view-lab-sooner = { $arm }用 { $trials } 次尝试、{ $time } 就达到了{ $reference }最终的成绩；{ $reference }自己用了 { $own_trials } 次尝试、{ $own_time }。
view-lab-features-better = 使用生成特征后模型更好：{ $on }，不用时为 { $off }。
view-lab-features-worse = 生成特征在这里没有带来好处：使用时为 { $on }，不用时为 { $off }。
view-lab-features-same = 生成特征在这里没有影响：用与不用都是 { $on }。
view-lab-missed = 最不可少的是{ $family }：没有它，组合模型只有 { $without }，而不是 { $together }。
view-lab-none-missed = 没有哪类模型不可少：即使没有贡献最大的{ $family }，组合模型仍有 { $without }；全部使用时为 { $together }。
view-lab-one-family = 这次训练只尝试了{ $family }；其各次尝试组合后为 { $score }。
view-lab-not-reached = 未达到
view-lab-goal = { $arm }的最终成绩
view-lab-axis-trials = 尝试次数
view-lab-axis-seconds = 时间
view-lab-attempts = { $trials } 次尝试后
view-lab-added-axis = 有它时好多少
view-lab-family-hover = { $family }<br>有它：{ $together }，没有：{ $without }
view-lab-column-sampler = 搜索方式
view-lab-column-features = 搜索
view-lab-column-family = 模型种类
view-lab-column-score = 最终成绩
view-lab-column-range = 各次重复的范围
view-lab-column-trials = 达到相同成绩的尝试次数
view-lab-column-until = 达到相同成绩的时间
view-lab-column-times = 达到的重复次数
view-lab-column-time = 总时间
view-lab-column-columns = 模型看到的列数
view-lab-column-attempts = 尝试次数
view-lab-column-alone = 单独最好成绩
view-lab-column-without = 没有它的组合成绩
view-lab-column-added = 它的贡献
