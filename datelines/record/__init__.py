"""What a row may say: the columns of every table, their terms, dates and figures."""
