# 读取、描述和检查表格。

## 数据来源
connectors-csv = 文本表格（CSV、TSV）
connectors-csv-help = 分隔符、编码、表头和数字格式都由文件本身判断。
connectors-excel = Excel 或 OpenDocument 工作簿
connectors-excel-help = 读取第一个含有表格的可见工作表，跳过上方的标题。
connectors-parquet = Parquet 文件
connectors-parquet-help = 各列自带类型。
connectors-json = JSON
connectors-json-help = 记录列表、按列存放的对象，或每行一条记录。
connectors-frame = 内存中的表格
connectors-frame-help = pandas 数据框、按列存放的字典，或记录列表。

## 列的用途
role-numeric = 数值
role-numeric-help = 可以比较和求平均的数量，例如价格。
role-categorical = 类别
role-categorical-help = 若干种类之一，例如城市或付款方式。
role-ordinal = 等级
role-ordinal-help = 少数几个有先后顺序的整数，例如 1 到 5 星。
role-boolean = 是或否
role-boolean-help = 两种答案之一。
role-datetime = 日期或时间
role-datetime-help = 一个时刻，从中取出年、月、星期和小时。
role-text = 自由文本
role-text-help = 每行各不相同的句子或描述。
role-identifier = 编号
role-identifier-help = 只用来标识这一行，例如客户编号；对新的行没有意义，因此不使用。
role-constant = 始终相同
role-constant-help = 所有行都是同一个值，没有可学的内容。

## 无法读取的文件
error-read-not-found = 找不到文件“{ $file }”，请检查文件名和所在文件夹。
error-read-folder = “{ $file }”是文件夹，请选择其中的一个文件。
error-read-not-allowed = 无法打开文件“{ $file }”，请检查权限，或是否正被其他程序占用。
error-read-too-large = “{ $file }”有 { $size } MB，上限是 { $limit } MB。请去掉不需要的行或列。
error-read-empty = “{ $file }”是空的，请确认已保存并完整传输。
error-read-only-header = “{ $file }”只有列名，下面没有数据。请选择有数据的文件。
error-read-no-rows = “{ $file }”没有含数据的行。请选择有数据的文件。
error-read-web-page = “{ $file }”是网页，不是表格。请用浏览器或 Excel 打开，把其中的表格另存为 CSV 或 .xlsx。
error-read-archive = “{ $file }”是压缩包，请先解压，再选择里面的表格。
error-read-database = “{ $file }”是数据库，请把需要的表导出为 CSV。
error-read-no-table = “{ $file }”是{ $kind }，不是表格。请选择 CSV、Excel、Parquet 或 JSON 文件。
error-read-other-kind = “{ $file }”是{ $kind }，不指定文件类型时可以读取。
read-kind-image = 一张图片
read-kind-pdf = 一份 PDF 文档
read-kind-program = 一个程序
read-kind-sound = 一个声音文件
read-kind-binary = 一个无法识别的文件
read-kind-text = 一个文本表格
read-kind-excel = 一个工作簿
read-kind-parquet = 一个 Parquet 文件
read-kind-json = 一个 JSON 文件
error-read-too-many-columns = “{ $file }”有 { $columns } 列，上限是 { $limit } 列。请去掉不需要的列。
error-read-row-too-long = “{ $file }”第 { $row } 行有 { $found } 个字段，应为 { $expected } 个。请检查文字里是否含有分隔符：这样的文字要加双引号。
error-read-quote = “{ $file }”第 { $row } 行有一个双引号没有配对。请补上或删除它。
error-read-encoding = “{ $file }”无法按 { $encoding } 编码读取。请另存为 CSV UTF-8。
error-read-text-damaged = “{ $file }”无法拆分成行和列。请重新另存为 CSV UTF-8。
error-read-excel-password = “{ $file }”有密码保护。请另存一份没有密码的副本。
error-read-excel-damaged = “{ $file }”无法作为工作簿打开。请用 Excel 打开并重新保存为 .xlsx。
error-read-excel-empty = “{ $file }”没有含数据的工作表，请换一个工作簿。
error-read-excel-sheet = “{ $file }”没有名为“{ $sheet }”的工作表，现有：{ $sheets }。
error-read-excel-sheet-empty = “{ $file }”的工作表“{ $sheet }”是空的，请选择另一个。
error-read-parquet-damaged = “{ $file }”无法作为 Parquet 文件打开，请确认已完整传输。
error-read-json = “{ $file }”不是有效的 JSON：请看第 { $row } 行第 { $column } 个字符。
error-read-json-shape = “{ $file }”是 JSON，但不是表格。请提供记录列表、按列存放的对象，或每行一条记录。
error-read-lengths = “{ $file }”各列的行数不同（{ $lengths }）。请让各列行数一致。
error-read-frame-empty = “{ $file }”没有行或没有列，请至少各提供一个。
error-read-unknown-source = 无法读取类型为 { $type } 的数据。请提供文件路径、pandas 数据框、按列存放的字典或记录列表。

## 读取时的假定
read-encoding = 文本按 { $encoding } 编码读取。
read-delimiter = 各列以{ $delimiter }分隔。
read-comma = 逗号
read-semicolon = 分号
read-tab = 制表符
read-pipe = 竖线
read-one-column = 只找到一列。如果应该有多列，请检查分隔符。
read-titles = 列名上方的 { $count } 行没有读取。
read-no-header = 第一行是数据而不是列名，各列已命名为 column_1、column_2 等。
read-row-names = 每行开头有一个没有列名的名称。
read-sheet = 读取了工作表“{ $sheet }”；工作簿中还有：{ $others }。
read-json-inside = 读取了“{ $key }”下的记录。
read-json-nested = 嵌套的值各自成为一列，列名用点连接。
read-index = 数据框的行标签没有读取。
read-unnamed-columns = { $count } 个没有名称的列已命名为 { $columns }。
read-repeated-columns = 有重复的列名，{ $count } 列已改名为 { $columns }。
read-empty-rows = { $count } 个空行没有读取。
read-decimal-comma = 小数点用逗号表示。
read-affix = “{ $column }”：去掉符号“{ $affix }”后按数字读取。
read-grouped = “{ $column }”：去掉了千位分隔符。
read-numbers-as-text = “{ $column }”：以文本存放的数字已按数字读取。
read-not-numbers = “{ $column }”：{ $count } 个单元格不是数字（第一个是第 { $row } 行的“{ $value }”），按缺失处理。
read-not-dates = “{ $column }”：{ $count } 个单元格不是日期（第一个是第 { $row } 行的“{ $value }”），按缺失处理。
read-blank = “{ $column }”：{ $count } 个单元格只有空格，按缺失处理。
read-missing-words = “{ $column }”：{ $count } 个单元格写着 { $words }，按缺失处理。
read-kept-words = “{ $column }”：{ $words } 保留为一种答案，没有按缺失处理。
read-trimmed = “{ $column }”：去掉了文字两端的空格。
read-dates-order = “{ $column }”：日期{ $order }，因为其中有些只能这样读。
read-dates-ambiguous = “{ $column }”：日期按{ $order }读取；所有日期也都可以反过来读，请核对。
read-day-first = 日在月前
read-month-first = 月在日前
read-dates-compact = “{ $column }”：形如 20240131 的数字已按日期读取。
read-dates-zone = “{ $column }”：带时区的时间已换算为世界时（UTC）。
read-infinite = “{ $column }”：{ $count } 个无穷大的数按缺失处理。
read-duration = “{ $column }”：时长已换算为秒。
read-nested = “{ $column }”：列表和对象保留为文本。
read-more = 还有 { $count } 列情况类似：{ $like }

## 在表中发现的问题
finding-empty = “{ $column }”是空的，不使用。
finding-constant = “{ $column }”在所有行中都是“{ $value }”，没有可学的内容，因此不使用。
finding-identifier = “{ $column }”每行都不同，只是行的名称，因此不使用：从中学到的内容对新的行都不成立。
finding-mostly-missing = “{ $column }”在 { $share } 的行中缺失，可以不使用。
finding-missing = “{ $column }”在 { $share } 的行中缺失。模型会知道哪些单元格缺失。
finding-some-missing = { $count } 列有缺失的单元格（{ $columns }），涉及 { $rows } 行。训练时会填补，模型会知道是哪些。
finding-numbers-as-text = “{ $column }”的不同取值中 { $share } 是数字，但也有“{ $value }”这样的文字。可以按数字读取，文字按缺失处理。
finding-mixed-dates = “{ $column }”像是日期，但格式不统一（{ $values }），目前按文本读取。要使用这些日期，请统一写成 年-月-日。
finding-stand-in = “{ $column }”：有 { $rows } 行的值是 { $value }，与其他值相差很远，可能代表缺失；如果是，请清空这些单元格。
finding-outliers = “{ $column }”：{ $rows } 个值非常极端（最远的是 { $value }），请核对是否有误。
finding-future-dates = “{ $column }”：{ $rows } 个日期在将来（最晚的是 { $value }）。
finding-many-categories = “{ $column }”有 { $count } 种不同的值，少见的值合并处理。
finding-rare-categories = { $count } 列（{ $columns }）中有些值出现不到 { $rows } 行，合并处理。
finding-same-column = “{ $column }”与“{ $other }”在每一行都相同，保留一列即可。
finding-duplicates = { $count } 行（{ $share }）与前面的行重复。如果是复制而不是独立的记录，可以删除。
finding-odd-names = { $count } 个列名（{ $columns }）很长，或含有其他程序可能不接受的字符，这里照原样使用。

## 确定目标后发现的问题
finding-target-missing = “{ $column }”在 { $count } 行（{ $share }）中缺失，模型无法从中学习，因此不使用这些行。
finding-leak-orders = 仅凭“{ $column }”就几乎能完全判断“{ $target }”（ROC 曲线下面积 { $value }，1 为完美）。如果它在结果出现之后才知道，请不要使用，否则得分会好得不真实。
finding-leak-names = 仅凭“{ $column }”就几乎能完全判断“{ $target }”（除去猜测外 { $value } 判断正确）。如果它在结果出现之后才知道，请不要使用，否则得分会好得不真实。
finding-leak-follows = 仅凭“{ $column }”就能解释“{ $target }”变化的 { $value }。如果它在结果出现之后才知道，请不要使用，否则得分会好得不真实。
finding-leak-only-when = “{ $column }”几乎只在“{ $target }”为较少见的结果时才有内容（占这些行的 { $value }），很可能是事后填写的；如果是，请不要使用，否则得分会好得不真实。
finding-duplicates-across = { $count } 行（{ $share }）与前面的行重复，远多于偶然。模型会在训练过的行上接受检验，得分会偏高。请删除复制的行，除非它们是独立的记录。
finding-identifier-used = “{ $column }”每行都不同，但仍被使用。它对新的行没有意义；除非其顺序有含义，否则请不要使用。
finding-very-few-rows = 只有 { $rows } 行数据，得分会非常不确定；在依赖它之前请收集更多数据。
finding-few-rows = 共有 { $rows } 行数据，得分不太确定，区间会说明不确定的程度。
finding-constant-target = “{ $column }”在 { $share } 的行中都是“{ $value }”，几乎没有其他情况可学。
finding-rare-classes = “{ $column }”的 { $count } 个类别（{ $classes }）不到 { $rows } 行，很难学会。
finding-imbalance = 只有 { $share } 的行在“{ $column }”中是“{ $value }”。一个都找不到时准确率也会很高，因此采用关注少数类的指标。
finding-random-split-in-time = “{ $column }”是日期，而检验用的行是随机选出的。如果模型要预测以后的行，请按这个日期划分。
finding-groups = “{ $column }”有 { $count } 个值，每个都出现在多行中。如果模型要预测新的值，划分时请把同一个值的行放在一起。

## 处理步骤的理由
recipe-empty = 不使用“{ $column }”：它是空的。
recipe-constant = 不使用“{ $column }”：所有行都相同。
recipe-identifier = 不使用“{ $column }”：它只是行的名称。
recipe-mostly-missing = 不使用“{ $column }”：{ $share } 的行中缺失。
recipe-numbers-as-text = 把“{ $column }”按数字读取，其中的文字按缺失处理。
recipe-same-column = 不使用“{ $column }”：它与“{ $other }”相同。
recipe-duplicates = 删除 { $count } 个与前面重复的行。
recipe-rows-without-target = 不使用“{ $column }”缺失的 { $count } 行。
recipe-leak = 不使用“{ $column }”：它对“{ $target }”的判断过于准确，不像是事先就知道的。

## 用一句话描述一列
profile-empty = 没有任何内容。
profile-one-value = 有内容时都是“{ $value }”。
profile-numbers = 从 { $minimum } 到 { $maximum }；一半的值在 { $low } 和 { $high } 之间，中间值是 { $middle }。
profile-dates = 从 { $minimum } 到 { $maximum }。
profile-all-different = { $count } 个值各不相同。
profile-categories = { $distinct } 种不同的值，最常见的是“{ $value }”（{ $share }）。

## 与表格矛盾的计划
error-table-target-unknown = 要预测的列“{ $column }”不在表中。表中有：{ $columns }。
error-table-exclude-unknown = 要排除的“{ $column }”不在表中。表中有：{ $columns }。
error-table-include-unknown = 要使用的“{ $column }”不在表中。表中有：{ $columns }。
error-table-filter-unknown = 要按“{ $column }”筛选行，但表中没有这一列。表中有：{ $columns }。
error-table-role-unknown = 为“{ $column }”指定了用途，但表中没有这一列。表中有：{ $columns }。
error-table-validation-unknown = 要按“{ $column }”划分检验用的行，但表中没有这一列。表中有：{ $columns }。
error-table-filter-no-rows = 没有符合 { $column } { $value } 的行，请修改或去掉这个条件。
error-table-filter-absent = “{ $column }”中没有“{ $value }”。它的值有：{ $values }。
error-table-filter-value = 对“{ $column }”的条件（{ $op }）需要一个用来比较的值。
error-table-filter-number = “{ $column }”是数字，不能与“{ $value }”比较。请给出一个数字。
error-table-filter-date = “{ $column }”是日期，不能与“{ $value }”比较。请给出形如 2024-01-31 的日期。
error-table-filter-order = “{ $column }”是文字，没有大小之分。请改为选择其中的若干个值。
error-table-no-target = 剩下的行里“{ $column }”都是空的。请选择另一个要预测的列，或修改条件。
error-table-no-features = 没有可以用来预测“{ $target }”的列：其余的列不使用、只是行的名称，或从不变化。请使用更多的列。
error-table-role = “{ $column }”中没有一个单元格可以读作{ $role }。请为它选择其他用途。

## 交给模型的表格
error-schema-missing = 缺少 { $count } 列：{ $columns }。模型需要它们，请用这些列名补上，未知的值留空。
error-schema-type = “{ $column }”应为{ $kind }，但第 { $row } 行是“{ $value }”。请改正或清空这些单元格。
schema-type-number = 数字
schema-type-boolean = 是或否
schema-type-datetime = 日期
schema-extra = 模型不使用 { $count } 列：{ $columns }。
schema-unseen = “{ $column }”：有 { $rows } 行的值（{ $values }）在训练中没有出现过，对它们的预测不太可靠。
schema-unreadable = “{ $column }”应为{ $kind }；{ $count } 个单元格（第一个是第 { $row } 行的“{ $value }”）无法读取，按缺失处理。
