error-spec-two-budgets = 预算请只用秒数或试验次数其中一种。
error-spec-no-target = 请说明要预测哪一列：给出目标列，或用一句话写出目标。
error-spec-unknown-column = 表中没有“{ $column }”这一列。现有的列：{ $known }。
error-spec-task-type = 不认识任务类型“{ $task_type }”，请使用：{ $known }。
error-goal-unclear = 这个目标没有形成方案。{ $what }
