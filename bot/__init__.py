"""Tidings: an AI-news desk for chat. This package is the engine; it knows no platform.

The way of the data (each arrow is one function, each thing a frozen dataclass of `bot/model.py`):

    Feed --fetch--> Fetched --parse--> Entry* --clean--> Article* --cluster--> Story*
         --rank, choose--> Digest --compose--> Document --render, send--> Delivery
    what a person types --adapter--> Request --command--> Document --adapter--> Reply

Read it in that order:

    sources/    bytes in, entries out: fetch, the kinds, health, the catalogue
    stories/    pure: clean, identity, cluster, rank, topics, headline, summary
    glossary/   pure: the lexicon, terms found in text in their AI sense, explanations
    digest/     pure: choose stories for a reader and a window, compose the Document
    store/      the SQLite file, all SQL: feeds, articles, stories, subscriptions, the ledger
    prepare.py  one feed's bytes to articles ready to be filed; runs in worker processes
    intake.py   gathers: from the feeds that are due to placed stories in the store
    newsroom/   answers about news and terms, over one shared view of the recent stories
    workspaces/ what servers and people ordered: subscriptions, tastes, sources of their own
    commands/   one file a command: its declaration and its answer
    desk/       what stands before the commands: typed lines, checks, limits, signed buttons
    showing/    what adapters share to show a Document: legible text, lines, parts, pages
    delivery/   when a digest is due, the ledger of what was sent, and sending, once
    service/    the running bot: its parts, their supervisor, the collector, health
    keeping/    backups, retention, moving a workspace elsewhere
    feeds.py    the list of sources as people change it; checkup.py: the doctor's checks
    model.py, orders.py, document.py: the values that flow; ports.py: the border to adapters
    app.py      all wiring: settings -> store -> feeds -> fetcher
    cli/        the terminal's verbs; adapters/ (beside this package) are the platforms
    demo/       a sample edition of the news and a small chat platform, on loopback

Gather, decide, apply: store reads come before the pure part, writes after it.
"""
