"""Pages of human resources."""
