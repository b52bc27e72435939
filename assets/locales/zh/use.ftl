use-title = 使用模型
use-not-usable = 评估结果：还不足以用于决策。这里的预测仅供试用。
use-tab-one = 试一个例子
use-tab-file = 为文件打分
use-tab-downloads = 带走模型

# One case
use-form-lead = 表单从一行典型数据开始。可任意修改后预测。留空表示未知。
use-form-more = 另外 { $columns } 列
use-form-range = 数据中的范围：{ $low } 到 { $high }
use-form-date = 日期，例如 2024-03-31
use-form-empty = 未知
use-predict = 预测
use-probability = “{ $name }”的概率
use-probabilities = 所有概率
use-alarm-from = 达到 { $threshold } 即算作“{ $name }”
use-reasons = 原因
use-reasons-busy = 正在分析原因

# A file
use-batch-lead = 上传同类数据（不含答案）。您会得到同一份文件，每行附上预测，以及最值得先看的名单。
use-batch-label = 要打分的文件
use-batch-help = 文件需要包含模型使用的 { $columns } 列；顺序不限，其他列会保留。
use-batch-running = 正在为文件打分
use-batch-done = 已为 { $rows } 行打分。
use-download-csv = 全部行（CSV）
use-download-excel = 全部行（Excel）
use-ranked = 最值得先看的
use-ranked-most = 数量
use-ranked-by = 排序
use-ranked-highest = 预测最高的在前
use-ranked-lowest = 预测最低的在前
use-ranked-class = 最可能是
use-ranked-positive = 最可能是“{ $name }”的在前
use-ranked-lead = { $rows } 行中的前 { $shown } 行。
use-ranked-download = 下载此名单（CSV）
use-preview = 全部行（按文件顺序）
use-preview-rows = { $rows } 行中的前 { $shown } 行。

# Downloads
use-audience-manager = 给他人看
use-audience-excel = 给 Excel 用户
use-audience-it = 给 IT
use-audience-data_scientist = 给数据科学家
use-audience-auditor = 给审计
use-prepare = 准备文件
use-prepare-again = 重试
use-preparing = 正在准备
use-download = { $file }（{ $size }）
use-snippet = 在 Python 中使用
use-snippet-lead = 只要装有本库，模型包就能在任何地方运行，无需本应用，也无需网络。
