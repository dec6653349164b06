"""Backup and restore of the whole store: what may be written where, and what is put back.

Beside `app.py`, since neither opens the store as the bot does: a backup reads a store that another process
writes to, a restore replaces it. `bot/store/copies.py` does the copying; one workspace's settings alone are
`transfer.py`.
"""

from datetime import datetime
from pathlib import Path

from bot.errors import StoreError
from bot.store.copies import PutBack, put_back, write_copy
from bot.store.database import FILE_NAME


def back_up(folder: Path, target: Path, replacing: bool = False) -> int:
    """Write the store of `folder` to the file `target`, while the bot may run; returns its bytes.

    Raises StoreError, with nothing written, where there is no store, it is damaged, or the target cannot be
    written or is there already and not `replacing`.
    """
    source = folder / FILE_NAME
    if not source.is_file():
        raise StoreError(f"there is no store in {folder} yet; nothing was written")
    if _belongs_to_store(target, folder):
        raise StoreError(f"{target} belongs to the store itself; name a file somewhere else")
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise StoreError(f"{target} cannot be written; name a file in a folder that exists")
    if target.exists() and not replacing:
        raise StoreError(f"{target} is there already; name another file, or add --force to replace it")
    try:
        write_copy(source, target)
        return target.stat().st_size
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror or error})") from error


def restore(folder: Path, file: Path, now: datetime) -> PutBack:
    """Put a backup back as the store of `folder`; raises StoreError with nothing changed where it cannot be.

    What was due until `now` may have been sent by the store that was lost: it is looked up before sending.
    """
    if not file.is_file():
        raise StoreError(f"there is no file {file}; nothing was changed")
    if _belongs_to_store(file, folder) and file.resolve().name == FILE_NAME:
        raise StoreError(f"{file} is the store itself; name a backup")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return put_back(file, folder, now)
    except OSError as error:
        raise StoreError(f"{file} cannot be restored to {folder} ({error.strerror or error})") from error


def _belongs_to_store(path: Path, folder: Path) -> bool:
    real = path.resolve()
    return real.parent == folder.resolve() and real.name.startswith(FILE_NAME)
