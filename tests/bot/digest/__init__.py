"""Tests of `bot/digest`."""
