"""各引擎: a file for each; `prepare(task)` gets everything ready and returns what is timed: from the files to a row for each household."""
