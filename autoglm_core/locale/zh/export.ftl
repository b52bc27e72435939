# 导出
exporters-package = 模型包
exporters-package-help = 模型本身，打成一个 zip 文件，附清单和三行 Python 代码，可在别处运行
exporters-predictions-csv = 预测结果（CSV）
exporters-predictions-csv-help = 用来评估模型的数据行，原有各列旁附上预测结果，任何软件都能打开
exporters-predictions-excel = 预测结果（Excel）
exporters-predictions-excel-help = 用来评估模型的数据行，原有各列旁附上预测结果，便于排序和筛选
exporters-report = 报告
exporters-report-help = 一页可转发、可打印的说明：模型有多好、受什么影响、错在哪里；无需联网即可打开
exporters-manifest = 清单
exporters-manifest-help = 数据和每个文件的指纹、版本、方案与得分：证明模型是怎样得到的
exporters-code = 预测程序
exporters-code-help = 一个简短的 Python 程序：加载模型包，为一个文件中的新数据给出预测

# 给谁用
export-audience-excel = 给 Excel 用户
export-audience-it = 给 IT 人员
export-audience-data-scientist = 给数据科学家
export-audience-auditor = 给审计人员
export-audience-manager = 给管理者

# 多处使用的词句
export-ensemble = 多模型组合
export-seconds = { $seconds } 秒
export-minutes = { $minutes } 分钟
export-points = { $points } 个百分点
export-and-more = { $names } 等，另有 { $more } 列
export-measured-holdout = 用预留的 { $rows } 行数据评估：训练和选择模型时都没有用过它们。
export-measured-out-of-fold = 用 { $rows } 行数据评估：每一行都由没有见过它的模型来预测。
export-measured-corrected = 已扣除从 { $trials } 次尝试中择优带来的高估（自助法偏差校正，Tsamardinos 等，2018）：未校正时，{ $metric }为 { $uncorrected }。
export-headline-score = { $metric }：{ $value }（100 次中有 95 次落在 { $interval } 之间）；不用模型直接猜测为 { $baseline }。
export-data-hash = 数据指纹（SHA-256）：{ $hash }
export-target = 预测目标
export-classes = 可能的答案
export-rows = 行数
export-rows-all = { $rows }
export-rows-holdout = { $rows }，其中 { $train } 行用于学习，{ $holdout } 行预留用于评估
export-model = 模型
export-threshold = 判定标准
export-threshold-value = 概率达到 { $share } 即判为“{ $name }”
export-measure = 指标
export-interval = 95 % 范围
export-lower-is-better = （越低越好）
export-legend-model = 本模型
export-legend-interval = 100 次中有 95 次包含真实得分的范围
export-legend-guessing = 直接猜测
export-column = 列
export-columns-used = 用到的列
export-columns-left-out = 未使用的列

# 报告
export-report-eyebrow = 模型报告，{ $date }
export-report-goal = 目标：{ $goal }
export-report-answer = 结论
export-report-warnings = 需要注意
export-report-task = 模型做什么
export-report-scores = 模型有多好
export-report-mistakes = 对在哪里，错在哪里
export-mistakes-help = 每一行是真实情况，每一列是模型的判断。绿色格子是判断正确的。
export-truth = 真实情况
export-predicted-as = 判为“{ $name }”
export-report-tenths = 对“{ $name }”的排序效果
export-tenth = 第 { $number } 份
export-tenths-help = 把评估用的数据按模型给出的可能性从高到低排列，平均分成十份：每一份中真正是“{ $name }”的比例。全部数据中的比例是 { $share }。
export-report-scatter = 预测值与真实值
export-scatter-help = 横向是真实值，纵向是预测值；落在虚线上表示两者相等。一半的预测误差不超过 { $half }，九成不超过 { $most }。
export-report-drivers = 哪些因素在起作用
export-drivers-help-probability = 每一列平均使预测概率变动多少个百分点。这是模型所依据的信息，不一定是原因。
export-drivers-help-value = 每一列平均使“{ $target }”的预测值变动多少（按其自身单位）。这是模型所依据的信息，不一定是原因。
export-report-models = 比较过的模型
export-models-tried = 共完成 { $finished } 次尝试，提前停止 { $pruned } 次，失败 { $failed } 次，用时 { $seconds }。最后一列是所用模型的组成。
export-trial = 第 { $number } 次尝试
export-training-time = 训练用时
export-share-in-model = 在模型中的占比
export-report-data = 对数据做了什么
export-data-unchanged = 表格按原样使用。
export-report-use = 如何使用
export-use-app = 在 Open-AutoGLM 中：打开这次训练，选择“使用”，可以预测单个情况或整个文件。
export-use-python = 在 Python 中：下载模型包并加载。
export-use-watch = 请不时把预测与实际发生的情况对照。业务、价格或人群发生变化时，请重新训练。
export-report-proof = 证明
export-proof-help = 凭这些信息，任何人都可以核对数据和模型正是这里所描述的。
export-proof-data = 数据指纹
export-proof-manifest = 清单指纹
export-proof-seed = 随机种子
export-proof-versions = 版本
export-report-footer = 由 Open-AutoGLM 生成。本页包含所显示的全部内容，不从别处加载任何东西。

# Excel
export-sheet-predictions = 预测结果
export-sheet-about = 说明

# 模型包
export-readme-use = 使用方法
export-readme-install = 安装 { $product } 以及 requirements.txt 中的版本，然后运行：
export-readme-script = 也可以用包内的程序在命令行中为整个文件给出预测：
export-readme-input = 需要的数据
export-readme-input-help = 新数据需要包含下列各列；顺序不限，多余的列会被忽略。缺少的列会在错误信息中指明。
export-readme-inside = 包内文件
export-readme-safe = 加载时不会运行包内的任何内容：模型不使用 pickle 存储，每个文件都会与清单核对。
export-role = 类型
export-file = 文件
export-content = 内容
export-inside-model = 模型：训练好的估计器、其预处理步骤以及所需的列
export-inside-manifest = 数据指纹、方案、版本以及每个文件的 SHA-256
export-inside-result = 得分、比较过的模型和注意事项
export-inside-arrays = 评估用的数据行（真实值与预测值）以及部分数据行的预测依据（含单元格内容）
export-inside-card = 模型的用途、效果和局限
export-inside-requirements = 训练时所用的各库版本
export-inside-script = 为一个文件中的新数据给出预测
export-card-title = 模型说明卡：{ $name }
export-card-purpose = 用途
export-card-limits = 局限
export-card-limit-same-kind = 只适用于与学习所用数据同类的数据；换到别处，得分不再说明问题。
export-card-limit-cause = 它发现的是规律，不是原因：在现实中改变某一列，结果不一定随之改变。
