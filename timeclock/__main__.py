"""`python -m timeclock` is the `timeclock` command."""

from timeclock.cli import main

main()
