"""Tests of `bot/newsroom`."""
