# Reading, describing and checking tables.

## Connectors
connectors-csv = Text table (CSV, TSV)
connectors-csv-help = Separator, encoding, header and number format are told by the file.
connectors-excel = Excel or OpenDocument workbook
connectors-excel-help = The first visible sheet that holds a table, below its titles.
connectors-parquet = Parquet file
connectors-parquet-help = Columns bring their types along.
connectors-json = JSON
connectors-json-help = A list of records, an object of columns, or one record a line.
connectors-frame = Table in memory
connectors-frame-help = A pandas data frame, a dict of columns, or a list of records.

## Roles of columns
role-numeric = number
role-numeric-help = An amount that can be compared and averaged, such as a price.
role-categorical = category
role-categorical-help = One of several kinds, such as a city or a payment method.
role-ordinal = grade
role-ordinal-help = A few whole numbers whose order means something, such as 1 to 5 stars.
role-boolean = yes or no
role-boolean-help = One of two answers.
role-datetime = date or time
role-datetime-help = A moment; year, month, weekday and hour are taken from it.
role-text = free text
role-text-help = Sentences or descriptions that differ from row to row.
role-identifier = identifier
role-identifier-help = Names the row, such as a customer number; it says nothing about new rows and is left out.
role-constant = always the same
role-constant-help = Has one value in all rows; there is nothing to learn from it.

## Files that cannot be read
error-read-not-found = The file “{ $file }” is not there. Check its name and folder.
error-read-folder = “{ $file }” is a folder. Choose a file in it.
error-read-not-allowed = The file “{ $file }” may not be opened. Check its permissions, or whether another program holds it.
error-read-too-large = “{ $file }” has { $size } MB; the limit is { $limit } MB. Leave out rows or columns that are not needed.
error-read-empty = “{ $file }” is empty. Check that it was saved and transferred completely.
error-read-only-header = “{ $file }” has column names and no rows below them. Choose a file with data.
error-read-no-rows = “{ $file }” has no rows with data. Choose a file that has some.
error-read-web-page = “{ $file }” is a web page, not a table. Open it in a browser or in Excel and save the table as CSV or .xlsx.
error-read-archive = “{ $file }” is a compressed archive. Unpack it and choose the table inside.
error-read-database = “{ $file }” is a database. Export the table that is needed as CSV.
error-read-no-table = “{ $file }” is { $kind }, not a table. Choose a CSV, Excel, Parquet or JSON file.
error-read-other-kind = “{ $file }” is { $kind }. It is read when no file type is asked for.
read-kind-image = a picture
read-kind-pdf = a PDF document
read-kind-program = a program
read-kind-sound = a sound file
read-kind-binary = a file of a kind that is not known here
read-kind-text = a text table
read-kind-excel = a workbook
read-kind-parquet = a Parquet file
read-kind-json = a JSON file
error-read-too-many-columns = “{ $file }” has { $columns } columns; the limit is { $limit }. Leave out those that are not needed.
error-read-row-too-long = Line { $row } of “{ $file }” has { $found } fields where { $expected } are expected. Check for a separator inside a text: such a text needs double quotes around it.
error-read-quote = In “{ $file }” a double quote is opened in line { $row } and never closed. Close it, or remove it.
error-read-encoding = “{ $file }” cannot be read as { $encoding } text. Save it as CSV UTF-8.
error-read-text-damaged = “{ $file }” cannot be split into rows and columns. Save it again as CSV UTF-8.
error-read-excel-password = “{ $file }” is protected with a password. Save a copy without it.
error-read-excel-damaged = “{ $file }” cannot be opened as a workbook. Open it in Excel and save it again as .xlsx.
error-read-excel-empty = “{ $file }” has no sheet with data. Choose a workbook that has one.
error-read-excel-sheet = “{ $file }” has no sheet named “{ $sheet }”. It has: { $sheets }.
error-read-excel-sheet-empty = The sheet “{ $sheet }” of “{ $file }” is empty. Choose another one.
error-read-parquet-damaged = “{ $file }” cannot be opened as a Parquet file. Check that it was transferred completely.
error-read-json = “{ $file }” is no valid JSON: see line { $row }, character { $column }.
error-read-json-shape = “{ $file }” is JSON, but not a table. Give a list of records, an object of columns, or one record a line.
error-read-lengths = The columns of “{ $file }” have different numbers of rows ({ $lengths }). Give all the same number.
error-read-frame-empty = “{ $file }” has no rows or no columns. Give at least one of each.
error-read-unknown-source = Data of the type { $type } cannot be read. Give a file’s path, a pandas data frame, a dict of columns, or a list of records.

## What was assumed while reading
read-encoding = The text was read as { $encoding }.
read-delimiter = Columns are separated by { $delimiter }.
read-comma = commas
read-semicolon = semicolons
read-tab = tabs
read-pipe = vertical bars
read-one-column = Only one column was found. If there should be more, check what separates them.
read-titles = { $count ->
    [one] One line above the column names was left out.
   *[other] { $count } lines above the column names were left out.
}
read-no-header = The first row holds data, not names; the columns were named column_1, column_2 and so on.
read-row-names = Each row begins with a name that has no column name of its own.
read-sheet = The sheet “{ $sheet }” was read; the workbook also has: { $others }.
read-json-inside = The records under “{ $key }” were read.
read-json-nested = Values inside other values became columns of their own, named with a dot.
read-index = The row labels of the data frame were left out.
read-unnamed-columns = { $count ->
    [one] A column without a name was named { $columns }.
   *[other] { $count } columns without a name were named { $columns }.
}
read-repeated-columns = { $count ->
    [one] A column name occurs twice; the second column was named { $columns }.
   *[other] Some column names occur more than once; { $count } columns were named { $columns }.
}
read-empty-rows = { $count ->
    [one] One empty row was left out.
   *[other] { $count } empty rows were left out.
}
read-decimal-comma = A comma marks the decimals.
read-affix = “{ $column }”: the sign “{ $affix }” was left out, and the column read as numbers.
read-grouped = “{ $column }”: separators between thousands were left out.
read-numbers-as-text = “{ $column }”: numbers stored as text were read as numbers.
read-not-numbers = { $count ->
    [one] “{ $column }”: one cell is not a number (“{ $value }” in row { $row }) and counts as missing.
   *[other] “{ $column }”: { $count } cells are not numbers (the first is “{ $value }” in row { $row }) and count as missing.
}
read-not-dates = { $count ->
    [one] “{ $column }”: one cell is not a date (“{ $value }” in row { $row }) and counts as missing.
   *[other] “{ $column }”: { $count } cells are not dates (the first is “{ $value }” in row { $row }) and count as missing.
}
read-blank = { $count ->
    [one] “{ $column }”: one cell holds only spaces and counts as missing.
   *[other] “{ $column }”: { $count } cells hold only spaces and count as missing.
}
read-missing-words = { $count ->
    [one] “{ $column }”: one cell says { $words } and counts as missing.
   *[other] “{ $column }”: { $count } cells say { $words } and count as missing.
}
read-kept-words = “{ $column }”: { $words } was kept as an answer of its own, not read as missing.
read-trimmed = “{ $column }”: spaces around texts were removed.
read-dates-order = “{ $column }”: dates have { $order }, as some of them can only be read so.
read-dates-ambiguous = “{ $column }”: dates were read with { $order }; every one of them could be read the other way as well. Please check.
read-day-first = the day before the month
read-month-first = the month before the day
read-dates-compact = “{ $column }”: numbers such as 20240131 were read as dates.
read-dates-zone = “{ $column }”: times with a time zone were turned into universal time (UTC).
read-infinite = { $count ->
    [one] “{ $column }”: one infinite number counts as missing.
   *[other] “{ $column }”: { $count } infinite numbers count as missing.
}
read-duration = “{ $column }”: durations were turned into seconds.
read-nested = “{ $column }”: lists and objects were kept as text.
read-more = { $count ->
    [one] The same kind of thing holds for one more column: { $like }
   *[other] The same kind of thing holds for { $count } more columns: { $like }
}

## What was found in a table
finding-empty = “{ $column }” is empty. It is left out.
finding-constant = “{ $column }” is “{ $value }” in every row. There is nothing to learn from it, so it is left out.
finding-identifier = “{ $column }” is different in every row and only names it. It is left out: nothing that it could teach holds for new rows.
finding-mostly-missing = “{ $column }” is missing in { $share } of the rows. It can be left out.
finding-missing = “{ $column }” is missing in { $share } of the rows. Models are told which cells are missing.
finding-some-missing = { $count ->
    [one] { $columns } has missing cells
   *[other] { $count } columns have missing cells ({ $columns })
} in { $rows ->
    [one] one row
   *[other] { $rows } rows
}. They are filled in during training, and models are told which.
finding-numbers-as-text = “{ $column }” holds numbers in { $share } of its different values, but also texts such as “{ $value }”. It can be read as numbers; the texts then count as missing.
finding-mixed-dates = “{ $column }” looks like dates, but not all of one format ({ $values }). It is read as text; give all dates as year-month-day to use them.
finding-stand-in = “{ $column }”: the value { $value } (in { $rows } rows) is far from all others. It may stand for a missing value; if so, empty those cells.
finding-outliers = { $rows ->
    [one] “{ $column }”: one value is extreme ({ $value }). Check whether it is a mistake.
   *[other] “{ $column }”: { $rows } values are extreme (the farthest is { $value }). Check whether they are mistakes.
}
finding-future-dates = { $rows ->
    [one] “{ $column }”: one date lies in the future ({ $value }).
   *[other] “{ $column }”: { $rows } dates lie in the future (the latest is { $value }).
}
finding-many-categories = “{ $column }” has { $count } different values. Rare ones are treated alike.
finding-rare-categories = { $count ->
    [one] { $columns } has values that occur in fewer than { $rows } rows. They are treated alike.
   *[other] { $count } columns ({ $columns }) have values that occur in fewer than { $rows } rows. They are treated alike.
}
finding-same-column = “{ $column }” equals “{ $other }” in every row. One of them is enough.
finding-duplicates = { $count ->
    [one] One row repeats an earlier one. If it is a copy and not a case of its own, it can be removed.
   *[other] { $count } rows ({ $share }) repeat an earlier one. If they are copies and not cases of their own, they can be removed.
}
finding-odd-names = { $count ->
    [one] The column name { $columns } is long or holds characters that other programs may not accept. It is used as it is.
   *[other] { $count } column names ({ $columns }) are long or hold characters that other programs may not accept. They are used as they are.
}

## What was found once the target is known
finding-target-missing = { $count ->
    [one] “{ $column }” is missing in one row. A model cannot learn from it, so that row is not used.
   *[other] “{ $column }” is missing in { $count } rows ({ $share }). A model cannot learn from them, so they are not used.
}
finding-leak-orders = “{ $column }” alone tells “{ $target }” almost perfectly (area under the ROC curve { $value }, where 1 is perfect). If it is known only after the outcome, leave it out: the score would be too good to be true.
finding-leak-names = “{ $column }” alone tells “{ $target }” almost perfectly ({ $value } right beyond guessing). If it is known only after the outcome, leave it out: the score would be too good to be true.
finding-leak-follows = “{ $column }” alone explains { $value } of how “{ $target }” varies. If it is known only after the outcome, leave it out: the score would be too good to be true.
finding-leak-only-when = “{ $column }” is filled in almost only where “{ $target }” has its rarer outcome ({ $value } of such rows). It was probably written down afterwards; if so, leave it out: the score would be too good to be true.
finding-duplicates-across = { $count } rows ({ $share }) repeat an earlier one, far more than by chance. A model would be judged on rows that it was trained on, and the score would be too good. Remove the copies, unless they are cases of their own.
finding-identifier-used = “{ $column }” is different in every row and is used nevertheless. It says nothing about new rows; leave it out unless its order means something.
finding-very-few-rows = { $rows ->
    [one] There is only one row. Nothing can be learned from it.
   *[other] There are only { $rows } rows. The score will be very uncertain; collect more data before relying on it.
}
finding-few-rows = There are { $rows } rows. The score will be uncertain; its interval says how much.
finding-constant-target = “{ $column }” is “{ $value }” in { $share } of the rows. There is hardly anything else to learn from.
finding-rare-classes = { $count ->
    [one] The class { $classes } of “{ $column }” has fewer than { $rows } rows. It can hardly be learned.
   *[other] { $count } classes of “{ $column }” ({ $classes }) have fewer than { $rows } rows. They can hardly be learned.
}
finding-imbalance = Only { $share } of the rows have “{ $value }” in “{ $column }”. Accuracy would look good without finding any of them, so a measure that looks at the rare class is used.
finding-random-split-in-time = “{ $column }” is a date, and rows are set aside at random. If the model is to predict later rows, let the split follow this date.
finding-groups = “{ $column }” has { $count } values that each stand in several rows. If the model is to predict new ones, keep the rows of each together when splitting.

## Why a step of the recipe was taken
recipe-empty = “{ $column }” was left out: it is empty.
recipe-constant = “{ $column }” was left out: it is the same in every row.
recipe-identifier = “{ $column }” was left out: it only names the row.
recipe-mostly-missing = Leave out “{ $column }”: it is missing in { $share } of the rows.
recipe-numbers-as-text = Read “{ $column }” as numbers; texts in it count as missing.
recipe-same-column = Leave out “{ $column }”: it equals “{ $other }”.
recipe-duplicates = { $count ->
    [one] Remove one row that repeats an earlier one.
   *[other] Remove { $count } rows that repeat an earlier one.
}
recipe-rows-without-target = { $count ->
    [one] Do not use the one row in which “{ $column }” is missing.
   *[other] Do not use the { $count } rows in which “{ $column }” is missing.
}
recipe-leak = Leave out “{ $column }”: it tells “{ $target }” too well to be known beforehand.

## A column in one sentence
profile-empty = No cell is filled.
profile-one-value = Always “{ $value }” where it is filled.
profile-numbers = From { $minimum } to { $maximum }; half of the values lie between { $low } and { $high }, the middle one is { $middle }.
profile-dates = From { $minimum } to { $maximum }.
profile-all-different = All { $count } values are different.
profile-categories = { $distinct } different values; the most frequent is “{ $value }” ({ $share }).

## A plan that the table contradicts
error-table-target-unknown = The column to predict, “{ $column }”, is not in the table. It has: { $columns }.
error-table-exclude-unknown = “{ $column }” is to be left out, but is not in the table. It has: { $columns }.
error-table-include-unknown = “{ $column }” is to be used, but is not in the table. It has: { $columns }.
error-table-filter-unknown = Rows are to be chosen by “{ $column }”, which is not in the table. It has: { $columns }.
error-table-role-unknown = “{ $column }” is given a kind, but is not in the table. It has: { $columns }.
error-table-validation-unknown = Rows are to be set aside by “{ $column }”, which is not in the table. It has: { $columns }.
error-table-filter-no-rows = No row is left with { $column } { $value }. Change or remove this condition.
error-table-filter-absent = No row has “{ $value }” in “{ $column }”. Its values are: { $values }.
error-table-filter-value = The condition on “{ $column }” ({ $op }) needs one value to compare with.
error-table-filter-number = “{ $column }” holds numbers and cannot be compared with “{ $value }”. Give a number.
error-table-filter-date = “{ $column }” holds dates and cannot be compared with “{ $value }”. Give a date such as 2024-01-31.
error-table-filter-order = “{ $column }” holds texts, which are not larger or smaller than one another. Choose some of its values instead.
error-table-no-target = “{ $column }” is empty in all rows that are left. Choose another column to predict, or change the conditions.
error-table-no-features = No column is left to predict “{ $target }” from: the others are left out, only name the rows, or never vary. Use more columns.
error-table-role = No cell of “{ $column }” can be read as { $role }. Choose another kind for it.

## Tables that a model is given
error-schema-missing = { $count ->
    [one] The column { $columns } is missing. The model needs it; add it under this name, with empty cells where the value is not known.
   *[other] { $count } columns are missing: { $columns }. The model needs them; add them under these names, with empty cells where a value is not known.
}
error-schema-type = “{ $column }” should hold { $kind }, but row { $row } has “{ $value }”. Correct the cells, or empty them.
schema-type-number = numbers
schema-type-boolean = yes or no
schema-type-datetime = dates
schema-extra = { $count ->
    [one] The column { $columns } is not used by the model.
   *[other] { $count } columns are not used by the model: { $columns }.
}
schema-unseen = { $rows ->
    [one] “{ $column }”: in one row the value ({ $values }) did not occur in training. The prediction for it is less certain.
   *[other] “{ $column }”: in { $rows } rows the value ({ $values }) did not occur in training. The predictions for them are less certain.
}
schema-unreadable = { $count ->
    [one] “{ $column }” should hold { $kind }; one cell (“{ $value }” in row { $row }) cannot be read and counts as missing.
   *[other] “{ $column }” should hold { $kind }; { $count } cells (the first is “{ $value }” in row { $row }) cannot be read and count as missing.
}
