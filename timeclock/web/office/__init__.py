"""Pages of the time office."""
