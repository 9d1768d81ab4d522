"""Evaluations of many people as tables, one module for each."""
