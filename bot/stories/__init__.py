"""Stories: pure functions from articles to ranked, summarised stories (see bot/__init__.py for the flow)."""
