# 任务类型
tasks-binary = 是或否
tasks-binary-help = 预测一行属于两个类别中的哪一个，以及可能性有多大。
tasks-multiclass = 多选一
tasks-multiclass-help = 预测一行属于几个类别中的哪一个，以及每一个的可能性。
tasks-regression = 数值
tasks-regression-help = 预测一个数有多大。

# 搜索方式
samplers-random = 随机搜索
samplers-random-help = 随机尝试各种设置。简单，也是衡量其他方法的公平尺度。
samplers-guided = 借鉴以往数据
samplers-guided-help = 从以往数据集上表现好的设置出发，再沿着在本数据上见效的方向继续。
samplers-tpe = 贝叶斯搜索
samplers-tpe-help = 从每次尝试中学习哪些设置效果好，并多试这一类设置。
samplers-gaussian-process = 曲线搜索
samplers-gaussian-process-help = 描绘从设置到结果的平滑曲线，并尝试最有希望的地方。尝试次数少时尤其有效。
samplers-grid = 网格搜索
samplers-grid-help = 按规则网格由粗到细逐一尝试各种设置。
samplers-genetic = 遗传搜索
samplers-genetic-help = 像进化那样，对目前最好的设置进行交叉和变异。
pruners-median = 提前停止落后者
pruners-median-help = 当一次尝试明显差于其他一半尝试在同一阶段的表现时，提前结束它。
pruners-racing = 提前停止无贡献者
pruners-racing-help = 当一次尝试对目前最佳模型的组合没有任何贡献时，提前结束它。
pruners-halving = 只让较好的一半继续
pruners-halving-help = 在一次、两次和四次测试之后，只有较好的一半尝试会继续。停得更多、更早。
pruners-none = 让每次尝试都完成
pruners-none-help = 从不提前结束任何尝试。

# 无法预测的目标
error-target-too-few-rows = { $rows ->
    [0] “{ $column }”这一列没有任何一行有值。
   *[other] 只有 { $rows } 行在“{ $column }”这一列有值。
}至少需要 { $fewest } 行。请增加数据，或选择其他要预测的列。
error-target-one-class = “{ $column }”这一列每一行的值都相同：“{ $value }”，没有可以区分的内容。请加入其他取值的行，或选择其他要预测的列。
error-target-constant = “{ $column }”这一列每一行的数都相同：{ $value }，没有可以预测的内容。请加入其他数值的行，或选择其他列。
error-target-not-two-classes = “{ $column }”有 { $classes } 个不同的值（{ $examples }），无法用是或否来回答。请改为预测多个类别之一，或选择只有两个值的列。
error-target-many-classes = “{ $column }”在 { $rows } 行中有 { $classes } 个不同的值，看起来像编号或自由文本。请选择最多 { $most } 个值、且每个值都出现在多行中的列。
error-target-many-numbers = “{ $column }”在 { $rows } 行中有 { $classes } 个不同的数，看起来像金额或编号。请把它作为数值来预测，或选择只有少数类别的列。
error-target-positive-unknown = “{ $positive }”没有出现在“{ $column }”这一列中。请从这些值中选择：{ $classes }。
error-target-text = “{ $column }”这一列有不是数字的单元格，例如“{ $example }”。请改为预测类别，或更正这些单元格，或选择其他列。
error-target-not-finite = “{ $column }”这一列有 { $rows } 行的数是无穷大。请更正或删除这些行。
tasks-single-row-class = 在“{ $column }”这一列中，取值 { $classes } 只有一行。这样的行会用于学习，但无法判断这一类识别得好不好。

# 留作检验的行
tasks-split-fewer-folds = 模型检验 { $used } 次，而不是 { $asked } 次：行数或某一类的行数太少，无法更多。
tasks-split-never-judged = 有 { $rows } 行只用于学习、不参与检验，因为它们的类别没有出现在其他组中。
tasks-split-no-holdout = 行数太少，或各行之间关联太紧，无法留出一部分作最终检验。得分来自每个受检模型没有见过的行。
tasks-split-group-ignored = 数据按时间划分，因此没有用“{ $column }”来把行放在一起。
tasks-split-late-class = 有一个类别很晚才出现。部分检验中的模型从未见过它。
tasks-split-time-missing = 有 { $rows } 行在“{ $column }”这一列没有时间，按最早处理。
error-split-column-missing = 用来划分数据的列“{ $column }”不在表中，请选择表中已有的列。
error-split-one-group = 所有行在“{ $column }”这一列的值都相同，无法据此划分。请选择其他列，或不指定。
error-split-one-class-groups = 每个类别都只出现在“{ $column }”的一个组中，模型无法在从未见过的类别上检验。请选择其他用来分组的列，或不指定。
error-split-one-moment = 所有行在“{ $column }”这一列的时间都相同，无法区分先后。请选择其他列，或不指定。
error-split-time-unreadable = “{ $column }”这一列有一半以上的行无法读作时间。请选择日期或数字列。

# 衡量标准
error-metric-unknown = 此任务没有“{ $metric }”这个衡量标准。请使用：{ $known }。
error-metric-unsuited = 无法为“{ $column }”计算{ $metric }：其中的数为负或为零。请选择其他衡量标准。
metric-average-precision = 平均精确率
metric-average-precision-help = 当关注的对象很少时，它们被排在其他对象前面的程度。100% 为完美；猜测的得分等于关注对象所占的比例。
metric-roc-auc = 曲线下面积
metric-roc-auc-help = 关注类别的一行被排在其他行前面的频率。100% 为完美，50% 相当于猜测。
metric-f1 = F1 值
metric-f1-help = 用一个数同时衡量找到了多少、报警有多少是对的；两者都高时才高。100% 为完美。
metric-f1-macro = 各类平均 F1 值
metric-f1-macro-help = 各类别 F1 值的平均，少见的类别与常见的类别同等重要。100% 为完美。
metric-precision = 精确率
metric-precision-help = 报警中正确的比例。
metric-recall = 召回率
metric-recall-help = 关注的对象中被找到的比例。
metric-accuracy = 准确率
metric-accuracy-help = 判断正确的行所占的比例。当某一类很少见时，它本身就会显得很高。
metric-balanced-accuracy = 平衡准确率
metric-balanced-accuracy-help = 先算每个类别中判断正确的比例，再对各类取平均。忽略少见的类别不会让它变高。
metric-mcc = 马修斯相关系数
metric-mcc-help = 预测与真实情况的一致程度，对少见的类别公平。1 为完美，0 相当于猜测。
metric-log-loss = 对数损失
metric-log-loss-help = 预测的概率与实际情况的差距。0 为完美；越自信的错误代价越大。
metric-brier = 布里尔分数
metric-brier-help = 预测概率与实际情况之差的平方的平均。0 为完美。
metric-rmse = 均方根误差
metric-rmse-help = 以目标的单位表示的典型误差，大误差权重更大。0 为完美。
metric-mae = 平均绝对误差
metric-mae-help = 预测与真实值的平均距离，以目标的单位表示。0 为完美。
metric-median-absolute-error = 中位绝对误差
metric-median-absolute-error-help = 一半的预测与真实值的差距小于这个数，以目标的单位表示。
metric-r2 = 决定系数
metric-r2-help = 各行之间的差异中由模型解释的比例。1 为完美，0 相当于猜平均值。
metric-mape = 平均百分比误差
metric-mape-help = 误差占真实值的平均比例（0.1 即 10 %）。真实值为 0 的行不计入。
metric-rmsle = 均方根对数误差
metric-rmsle-help = 按比例而不是按差值计算的误差，用于从不为负的目标。0 为完美。

# 为什么用这个衡量标准
metric-reason-asked = 这是您指定的。
metric-reason-thresholded = 搜索按平均精确率排序，因为只看{ $metric }时，把所有对象都报警或几乎都不报警就能抬高它。两类之间的界线在之后划定。
metric-reason-wish = 它奖励以较少的误报找到“{ $positive }”。之后再按您的要求划定两类之间的界线。
metric-reason-rare = “{ $positive }”很少见（占 { $percent } %）。即使模型一个也找不到，准确率也会显得很高。
metric-reason-ranking = “{ $positive }”并不少见（占 { $percent } %），所以看重的是两类区分得有多好。
metric-reason-classes = 共有 { $classes } 个类别。它衡量模型对每一类的把握，而不只是选中了哪一类。
metric-reason-errors = 大误差的代价通常比小误差更大，它给大误差更大的权重。

# 一句话说明模型的表现
headline-finds = 在 { $column } = { $value } 的行中，每 { $of } 个能找到 { $found } 个
headline-finds-all = 能找到所有 { $column } = { $value } 的行
headline-alarms = 每 { $alarms } 次报警有 { $right } 次是对的
headline-alarms-all = 每次报警都是对的
headline-alarm-sentence = { $finds }；{ $alarms }。
headline-finds-none = { $column } = { $value } 的行一个也没有找到，报警全部是误报。
headline-no-alarms = 没有发出任何报警，因此 { $column } = { $value } 的行一个也没有找到。
headline-none-there = 参与检验的行中没有 { $column } = { $value } 的行。
headline-right = 每 100 次判断对 { $right } 次（大致在 { $low } 到 { $high } 之间）；总是选最常见的类别能对 { $guess } 次。
headline-right-by-class = 按各类别平均，每 100 次判断对 { $right } 次；猜测能对 { $guess } 次。
headline-off-by = { $column } 的预测平均偏差 { $typical }，一半的预测偏差小于 { $half }；总是猜平均值则偏差 { $guess }。

# 这样的表现有多好
verdict-score = { $metric }为 { $value }（95 % 区间 { $low } 到 { $high }），猜测得分为 { $baseline }；{ $on }
verdict-score-ahead = { $metric }为 { $value }（95 % 区间 { $low } 到 { $high }），猜测得分为 { $baseline }，同样的行上模型领先 { $ahead_value }（{ $ahead_low } 到 { $ahead_high }）；{ $on }
verdict-on-holdout = 在 { $rows } 行从未用于学习和选择的数据上测得
verdict-on-out-of-fold = 在 { $rows } 行数据上测得，每一行都由没有见过它的模型预测
verdict-on-corrected = 在 { $rows } 行数据上测得，每一行都由没有见过它的模型预测，并已扣除从 { $trials } 次尝试中择优带来的高估
verdict-good = 好。{ $score }。
verdict-useful = 有用，但会有错误。{ $score }。{ $help }
verdict-weak = 较弱：比猜测好，但只好一点。{ $score }。{ $help }
verdict-not-usable = 还不能使用：与猜测没有明显区别。{ $score }。{ $help }
verdict-tiny = 只在 { $rows } 行数据上检验：几乎说明不了什么，请不要依赖它。{ $score }。{ $help }
verdict-tiny-hint = 在 { $rows } 行数据上比猜测好，但行数太少，不足以依赖：只能当作初步线索。{ $score }。{ $help }
verdict-help-rows = 改进办法：增加数据，至少 { $fewest } 行，最好有几百行。
verdict-help-class = { $rows ->
    [0] 改进办法：加入“{ $value }”的行；参与检验的行中没有一行是它。
   *[other] 改进办法：增加“{ $value }”的行；参与检验的行中只有 { $rows } 行是它。
}
verdict-help-columns = 改进办法：增加与目标更相关的列、更多的行，或延长搜索时间。
