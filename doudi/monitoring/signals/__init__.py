"""信号: one file for each; a new file is found by itself."""
