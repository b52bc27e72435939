error-example = 表中没有“{ $column }”这一列，请选择表中已有的列。
