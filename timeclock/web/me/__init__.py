"""My own pages."""
