steps-boolean = 是/否列
steps-boolean-help = 把是/否列写成 1 和 0。
steps-categorical = 类别
steps-categorical-help = 给每个类别一个编号或单独一列，合并少见的类别，并能应对新类别。
steps-datetime = 日期和时间
steps-datetime-help = 把日期拆成年、月、星期、小时和经过的天数，便于模型使用。
steps-numeric = 数值
steps-numeric-help = 用中位数填补空缺并做标记；模型需要时收敛极端值。
steps-ordinal = 等级
steps-ordinal-help = 保留等级列的顺序，例如 1 到 5 的评分。
steps-spelling = 相近的名称
steps-spelling-help = 类别很多时，让模型看出写法相近的名称，例如 C85 和 C123。
steps-text = 自由文本
steps-text-help = 把自由文本（包括中文）转换成几个表示主题的数值，并记录长度。

prepare-more-columns = 另外 { $count } 列
prepare-boolean = { $columns } 是是/否列，写成 1 和 0。
prepare-categorical = { $columns } 是类别列。常见的类别单独保留，少见的合并在一起，因此没见过的新类别也不会造成问题。
prepare-datetime = { $count ->
    [1] { $columns } 会拆成年、月、星期、小时和经过的天数，因为模型无法直接读取日期。
   *[other] { $columns } 会拆成年、月、星期、小时和经过的天数，并加上它们之间的时间间隔，因为模型无法直接读取日期。
}
prepare-numeric = { $columns } 作为数值使用。模型需要时，空缺用中位数填补并做标记，极端值会被收敛。
prepare-ordinal = { $columns } 是等级列，保留其顺序。
prepare-spelling = { $columns } 的类别非常多。写法相近的名称得到相近的数值，这样少见的名称也能判断。
prepare-text = { $columns } 是自由文本。统计其中的词语并浓缩成几个主题，同时记录长度。
