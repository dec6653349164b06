"""Benches: quality and speed on public data, printed as a table and written as JSON."""
