"""Tests of `bot/keeping`."""
