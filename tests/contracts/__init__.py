"""Contract suites: one for every implementation of a port."""
