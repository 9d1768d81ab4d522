"""Work that no request waits for; each job is also a command."""
