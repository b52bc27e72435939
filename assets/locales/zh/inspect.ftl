inspect-about = 本页内容都针对可下载的模型：{ $model }。
inspect-shipped-ensemble = { $models ->
    [1] 单个模型
   *[other] { $models } 个模型组合
}
inspect-range = 可能范围
inspect-corrected = 用未参与训练的数据测得，并已扣除从 { $trials } 次尝试中择优带来的高估：{ $metric }为 { $value }，未校正时为 { $uncorrected }。
inspect-corrected-help = 每一行都由没有见过它的模型预测。从多次尝试中选出的最好成绩有一部分来自运气，因此在随机抽取的行上重新选择，再用未抽中的行评判；差值已从这里的成绩中扣除。依赖报警起点的成绩，用在其他行上选定的占比和起点来测量。方法：Tsamardinos、Greasidou、Borboudakis，Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation，Machine Learning，2018。
inspect-guessing = 直接猜测
inspect-threshold = 报警起点
inspect-threshold-help = 模型给出的概率达到这个值时，该行算作命中。它按您方案中的偏好选定。
inspect-trained-in = 训练用时
inspect-trained-in-help = 从开始到模型完成的时间，不含暂停。
inspect-facts = { $name } · { $rows } 行 · 使用 { $columns } 列 · { $when }
inspect-tab-quality = 效果如何
inspect-tab-drivers = 影响因素
inspect-tab-row = 单行原因
inspect-tab-candidates = 所有尝试
inspect-measures = 各项指标
inspect-measures-lead = 模型之间按“{ $metric }”比较。{ $why }
inspect-measure-help = { $meaning }直接猜测为 { $guessing }。数字下方是可能范围。
inspect-confusion = 对与错
inspect-roc = 找出与误报
inspect-pr = 找出与报警正确率
inspect-predicted-actual = 预测与实际
inspect-residuals = 偏差有多大
inspect-no-explanation = 这个模型没有计算原因。
inspect-drivers-lead = 哪些列影响所下载模型（{ $model }）的预测，根据 { $rows } 行计算。
inspect-drivers-class = 所有影响都是对“{ $name }”的概率而言。
inspect-importance = 最重要的列
inspect-beeswarm = 逐行影响
inspect-approximate = 由抽样算出；重新抽样时数值会略有变化。
inspect-row = 行
inspect-row-help = 表中计算过原因的行，预测最高的排在最前。输入行号即可查找。
inspect-row-option = 第 { $row } 行 · 预测 { $prediction }
inspect-row-truth = 数据中{ $name }为“{ $value }”。
inspect-row-cells = 该行的所有列
inspect-candidates-lead = 共进行了 { $trials } 次尝试；所下载的模型由有占比的尝试组成（{ $model }）。这里的成绩来自搜索过程中的测试，请以页面顶部的成绩为准。
inspect-best-corrected = 单次尝试的成绩未做择优校正。最好的一次得分 { $raw }；扣除从 { $trials } 次中择优带来的高估后为 { $corrected }。
inspect-by-family = 每类模型的最好尝试
inspect-by-time = 成绩与训练时间
inspect-to-use = 使用模型

# Definitions
term-confusion = 每一行是一种真实答案，每一列是一种预测答案。对角线上的是预测正确的。
term-roc = ROC 曲线。每个点对应一个阈值：找出了多少目标，又误报了多少其他的。越靠左上越好，虚线是直接猜测。
term-precision-recall = 精确率与召回率曲线。每个点对应一个阈值：找出了多少目标，报警中有多少是正确的。越靠右上越好，虚线是直接猜测。
term-predicted-actual = 每个点是一行数据。落在虚线上表示预测完全准确。
term-residuals = 实际值减预测值。没有偏差的模型，在整条线上下两侧的点一样多。
term-shap = 一列使预测偏离平均值的平均幅度（SHAP 绝对值的平均）。
term-beeswarm = 每个点是一行数据（其 SHAP 值）。在中线右侧表示该列提高了预测，左侧表示降低；颜色表示单元格的值低还是高。
term-folds = 圆点是全部测试的总成绩，横条从最低到最高的单次测试。虚线是直接猜测。
term-training-time = 每个点是一次尝试。带圈的属于所下载的模型。
