"""兜底: `python -m doudi` is the command `doudi`."""

from doudi.cli import main

main()
