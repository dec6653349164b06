"""Delivery: when a digest is due, the ledger of what was sent, and sending, once."""
