"""Card readers through PC/SC: our own loop over the thin scard functions, because pyscard's CardMonitor dies for good
when the PC/SC service restarts."""
