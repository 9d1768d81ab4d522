"""Pages of those responsible for others."""
