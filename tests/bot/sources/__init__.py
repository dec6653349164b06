"""Tests of `bot/sources`."""
