"""各引擎: a function for each gets everything ready and returns what is timed: from the files to a row for each household."""
