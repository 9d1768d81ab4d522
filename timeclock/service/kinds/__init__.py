"""What can be asked for: one module for each kind of request, and the table that names them all."""
