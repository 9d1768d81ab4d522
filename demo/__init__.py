"""A made-up city for trying out Timeclock."""
