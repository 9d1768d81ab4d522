"""What programs send and get, field by field: requests are values, answers are described to the last field."""
