"""Servers on loopback for the tests, and tests that speak to them with the real clients."""
