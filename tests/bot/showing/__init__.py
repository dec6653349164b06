"""Tests of `bot/showing`."""
