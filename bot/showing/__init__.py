"""What every chat platform needs to show a Document: text made plain, blocks in lines, parts, and pages.

Between document.py and the adapters, without input or output. `legible.py` takes out of text what hides in
it, `lines.py` says each block in lines of a platform's own markup (`markup.py`), `parts.py` cuts a document
between its blocks, `turning.py` keeps long answers whose pages turn. No platform is named here.
"""
