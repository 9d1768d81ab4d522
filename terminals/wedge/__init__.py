"""Readers and scanners that type what they read like a keyboard: their keystrokes, their frames, their numbers."""
