"""Tests of `bot/glossary`."""
