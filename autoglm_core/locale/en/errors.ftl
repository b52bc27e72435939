error-example = The column “{ $column }” is not in the table. Choose one that is.
