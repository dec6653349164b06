"""The glossary: AI terms explained in our own words, found in text, and told from their everyday sense.

Pure, like `bot/stories`. `terms/*.toml` is what people write, one file a kind; `lexicon.json` is the same
made quick to load (`python -m bot.glossary.lexicon`). `lexicon.py` loads it, `linker.py` finds its terms in a
text, `sense.py` keeps the everyday uses of their words out.
"""
