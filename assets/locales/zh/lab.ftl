lab-title = 实验室：比较搜索方式
lab-lead = 在您自己的数据上实测：哪种搜索方式更快找到好模型，搜索的每个部分值多少。
lab-none = 还没有可供比较的内容：尚未制定任何方案。
lab-none-do = 选择数据并说明目标
lab-unknown = 这次比较不在这里：已被删除，或地址已过期。
lab-to-lab = 开始新的比较
lab-back = 全部比较

# What is compared
lab-kind = 您想比较什么？
lab-kind-samplers = 搜索方式
lab-kind-samplers-help = 各种搜索方式在相同的数据、相同的测试和相同的模型范围内尝试各种设置。这是一场公平的比赛：谁找到的模型更好，谁更快找到。
lab-kind-features = 生成特征
lab-kind-features-help = 同样的搜索做两遍：一遍加入由您的列生成的新列（如比值、拆开的日期），一遍不加。
lab-kind-families = 模型种类
lab-kind-families-help = 每类模型为一次已完成的训练贡献了多少：没有它，组合模型会怎样。

# The form
lab-question = 数据与目标
lab-question-help = 一次训练或一个方案；使用它的数据、目标和测试方式。
lab-samplers = 搜索方式
lab-samplers-unavailable = 此处不可用：{ $names }
lab-seeds = 重复次数
lab-seeds-help = 每次搜索都有运气的成分。用不同的随机数重复几次，就能看出运气有多大。
lab-unit = 每次搜索可用
lab-unit-trials = 尝试次数
lab-unit-seconds = 秒数
lab-amount-trials = 每次搜索的尝试次数
lab-amount-seconds = 每次搜索的秒数
lab-sum-trials = 共 { $searches } 次搜索，每次 { $trials } 次尝试，依次进行。
lab-sum-seconds = 共 { $searches } 次搜索，依次进行，总共约 { $time }。
lab-start = 开始比较
lab-pick-two = 请至少选择两种搜索方式进行比较。

# One comparison
lab-name-samplers = 搜索方式 · { $name }
lab-name-features = 用与不用生成特征 · { $name }
lab-tab-active = 比较中
lab-tab-ended = 比较完成
lab-facts = { $seeds } 次重复 · 每次搜索{ $budget }
lab-attempts = { $trials } 次尝试
lab-alt-trials = 尝试次数
lab-alt-seconds = 时间
lab-finish = 立即结束
lab-finish-help = 结束比较，保留目前测得的结果。
lab-cancel = 取消
lab-cancel-title = 停止这次比较
lab-cancel-sentence = 比较将停止，不保留结果。如要保留已测得的结果，请选择“立即结束”。
lab-cancel-yes = 停止比较
lab-queued = 正在排队，前面的训练完成后开始。
lab-preparing = 正在为所有搜索一次性准备数据
lab-now = 第 { $number } 次搜索（共 { $searches } 次）：{ $arm }，第 { $repeat } 次重复
lab-now-left = 第 { $number } 次搜索（共 { $searches } 次）：{ $arm }，第 { $repeat } 次重复 · 剩余 { $left }
lab-no-score-yet = 几秒后这里会出现第一个成绩。
lab-leads = 目前领先
lab-best = 目前最好成绩
lab-guessing = 直接猜测
lab-searches = 已完成的搜索
lab-searches-help = 每种搜索方式在每次重复中各运行一次。
lab-elapsed = 已用时间
lab-by-trials = 最好成绩与尝试次数
lab-by-seconds = 最好成绩与时间
lab-chart-alt = 各种搜索方式的最好成绩（各次重复的中间值）随{ $by }的变化
lab-chart-note = 粗线是各次重复的中间值，细线是单次重复。{ $metric }：{ $direction }。
lab-higher = 越高越好
lab-lower = 越低越好
lab-reference = 对照
lab-reference-help = 表中说明每种搜索方式用了多少次尝试、多少时间达到这一方式的最终成绩。
lab-until = 达到相同成绩之前
lab-until-note = 各次重复的中间值。“未达到”表示多数重复在预算内没有达到。
lab-measured = 用与不用
lab-interrupted = 比较被中断：程序或计算机停止了。已完成的部分都已保留。
lab-take-up = 继续比较
lab-failed = 比较结束，没有结果。
lab-try-again = 重试
lab-cancelled = 比较已取消。
lab-delete = 删除
lab-delete-title = 删除这次比较？
lab-delete-sentence = “{ $name }”及其测得的结果将被删除，无法恢复；数据和训练会保留。
lab-delete-do = 删除

# Earlier ones
lab-earlier = 已有的比较
lab-open = 打开

# What each kind of model added
lab-families-run = 已完成的训练
lab-families-none = 还没有完成的训练。先训练一个模型，再来这里看每类模型的贡献。
lab-families-none-do = 查看训练
lab-families-start = 计算
lab-families-working = 正在逐一去掉每类模型并重新组合，需要几秒钟。
lab-families-chart = 每类模型的贡献
lab-families-alt = 有每类模型时，组合模型好多少
lab-families-note = 组合模型在未见过的行上的{ $metric }。去掉每类模型后，组合都重新选择。
