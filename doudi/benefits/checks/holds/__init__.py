"""暂缓: each reason that holds a line, a file of its own."""
