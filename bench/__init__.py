"""Benchmarks: every figure beside a baseline of the same run; nothing is gated on them."""
