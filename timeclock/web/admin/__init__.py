"""Pages of IT."""
