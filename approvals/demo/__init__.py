"""Demonstration cases: made by the real services under a moved clock, never inserted."""
