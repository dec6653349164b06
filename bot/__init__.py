"""Tidings: an AI-news desk for chat. This package is the engine; it knows no platform.

The way of the data (each arrow is one function, each thing a frozen dataclass of `bot/model.py`):

    Feed --fetch--> Fetched --parse--> Entry* --clean--> Article* --cluster--> Story*
         --rank, choose--> Digest --compose--> Document --render--> what a reader sees

Read it in that order:

    sources/    bytes in, entries out: fetch, the kinds, health, the catalogue
    stories/    pure: clean, identity, cluster, rank, topics, headline, summary
    glossary/   pure: the lexicon, terms found in text in their AI sense, explanations
    digest/     pure: choose stories for a reader and a window, compose the Document
    store/      the SQLite file: feeds, health, articles, stories, what was told to whom
    prepare.py  one feed's bytes to articles ready to be filed; runs in worker processes
    intake.py   gathers: from the feeds that are due to placed stories in the store
    newsdesk.py answers about the news: a digest, a story, why it is there, a search
    termdesk.py answers about words: a term explained, the terms of a text, what is wanted
    feeds.py    the list of sources as people change it; checkup.py: the doctor's checks
    app.py      all wiring: settings -> store -> feeds -> fetcher
    cli/        the terminal's verbs; adapters/ (beside this package) are the platforms
    demo/       a sample edition of the news, served on loopback

Gather, decide, apply: store reads come before the pure part, writes after it.
"""
