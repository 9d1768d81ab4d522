"""Pages of the staff council."""
