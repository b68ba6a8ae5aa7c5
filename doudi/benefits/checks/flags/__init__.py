"""提示: each thing pointed out about a line that is paid, a file of its own."""
