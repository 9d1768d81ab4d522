"""Worked cases of the law, put to the product's own evaluation: this package only reads, asks and compares."""
