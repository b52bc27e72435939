# One run: where it is, and where to go
train-run-unknown = 找不到这次训练。它可能已被删除，或网址已过期。
train-to-runs = 查看所有训练
train-no-run = 还没有开始训练。
train-to-goal = 说出目标
train-to-start = 选择数据
train-not-yet = 训练尚未完成。
train-no-model = 这次训练没有得到模型。
train-to-train = 前往训练页面
train-tab-queued = 排队中
train-tab-running = 训练中
train-tab-paused = 已暂停
train-tab-finishing = 正在收尾
train-tab-interrupted = 已中断
train-tab-finished = 已完成
train-tab-failed = 失败
train-tab-cancelled = 已取消

# Progress
train-stage-left = 正在{ $stage } · 还需 { $left }
train-stage = 正在{ $stage }
train-left = 还需 { $left }
train-queued = 正在排队：第 { $place } 位。{ $running ->
    [0] 马上开始。
   *[other] 另有 { $running } 个训练正在进行。
}
train-best = 目前最好成绩
train-best-combined = { $models } 个模型组合的{ $metric }，来自搜索过程中的测试。
train-best-single = 单个模型（{ $model }）的{ $metric }，来自搜索过程中的测试。
train-best-none = 第一个模型还在测试中。
train-guessing = 直接猜测
train-attempts = 尝试次数
train-attempts-help = 已试过的模型：每次尝试是一类模型加一组设置。不可能胜出的尝试会提前停止。
train-elapsed = 已用时间
train-elapsed-help = 实际工作的时间，不含暂停和中断。
train-cpu = 处理器
train-cpu-help = 100 % 表示一个处理器核心满负荷。
train-memory = 内存
train-memory-help = 训练在这台电脑上占用的内存。
train-chart = 最佳成绩的变化
train-chart-alt = 最佳成绩随时间的变化，每次尝试为一个点，直接猜测的成绩为一条线
train-story = 训练过程
train-story-before = 更早的 { $lines } 条
train-no-trial-yet = 几秒后这里会出现第一个成绩。
train-leaderboard = 排行榜
train-failed-attempts = { $attempts } 次尝试失败及其原因

# Buttons
train-pause = 暂停
train-pause-help = 立即停下并保留全部进度，由您决定何时继续。
train-resume = 继续
train-resume-help = 从暂停处继续。
train-finish = 立即完成
train-finish-help = 结束搜索，保留目前找到的最好模型。
train-cancel = 取消
train-cancel-title = 停止这次训练
train-cancel-sentence = 训练会停止，不保留任何模型。若要保留目前最好的模型，请改选“立即完成”。
train-cancel-yes = 停止训练
train-asked = 已收到，两秒内生效。

# The end
train-done = 模型已就绪。
train-to-inspect = 查看模型
train-interrupted = 训练被中断：程序或电脑停止了运行。已完成的部分都保留着。
train-take-up = 继续训练
train-failed = 训练结束，没有得到模型。
train-try-again = 重试
train-cancelled = 训练已取消。数据和方案都还在。
train-back-to-goal = 返回目标

# Definitions
term-baseline = 不用模型能得到的成绩：永远给出同一个尽可能好的答案。模型必须明显好于它才有意义。
