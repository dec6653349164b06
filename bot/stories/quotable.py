"""Which sentences may stand in a summary, away from the text around them.

Used by `summary.py`. A sentence that asks, teases, sells, or speaks to the reader (or to a model that
might read it) is not news, wherever in a text it was put. It judges the form of English sentences, not
their truth, and lets other languages pass where it cannot tell.
"""

import re

from bot.stories import english

_WORDS_FEWEST, _WORDS_MOST = 6, 60
_CHARACTERS_MOST = 340
_LONGEST_WORD = 34  # letters without a break: a code, a key, an encoded text
_LETTER_SHARE = 0.7

_TO_READER = re.compile(
    r"""(?xi)\b(?:
      (?:you|your)\ (?:must|should|can|will|need|are|have|may|could|task|answer|response|reply|instructions?
        |own|account|name|friends?|chance|life|inbox|message)
    | (?:can|could|would|will)\ you | dear\ (?:assistant|reader|user)
    | (?:previous|prior|above|following|new)\ (?:instructions?|prompts?|commands?|messages?)
    | system\ prompt | as\ an?\ (?:ai|assistant|language\ model) | (?:ask|tell|to)\ the\ user
    | act\ now | limited[- ]time | don(?:'|’)t\ miss | sign\ up | click\ (?:here|the|this|on)
    | for\ more\ information | read\ (?:more|on|our|the\ full) | learn\ more | find\ out | scroll\ down
    | subscribe | newsletter | let\ me\ know | let(?:'|’)s | stay\ tuned | check\ out
    | in\ this\ (?:post|article|blog|episode|video|guide|tutorial)
    )\b"""
)
_LEANS = re.compile(
    r"""(?xi)^["“‘'(]*(?:
      he|she|it|they|his|her|hers|its|their|theirs|him|them|these|those|such|here|there
    | (?:this|that)(?!\ (?:paper|study|work|report|survey)\b)
    | so|but|and|or|yet|however|also|meanwhile|moreover|furthermore|instead|nevertheless|nonetheless
    | still|then|thus|therefore|hence|besides|additionally|similarly|likewise|consequently|otherwise|indeed
    | both|neither
    | the\ (?:former|latter|two|pair|duo|trio|move|news|decision|announcement)
    | in\ (?:addition|contrast|turn|other\ words|fact|response|particular|that|this(?!\ (?:paper|work)\b))
    | as\ (?:a\ result|such) | for\ (?:example|instance|one) | on\ the\ other | at\ the\ same
    | after\ (?:that|this) | because\ of\ this | not\ only | another | others?
    | one\ of\ (?:them|these|those)
    | the\ (?:company|firm|startup|lab|researchers|authors|paper|model|tool|report)\ also
    | first|second|third|finally|lastly|next
    )\b"""
)
_PERSONAL = re.compile(r"(?i)\b(?:i|i(?:'|’)(?:m|ve|d|ll)|my|me|we|we(?:'|’)(?:re|ve|ll)|our|us|you|your)\b")
_END = re.compile(r"[.!。！][\"'”’»)\]]*$")
_QUOTED = re.compile(r"^[\"“‘'«]")
_FIRST_WORDS = re.compile(r"^\W*([\w'’-]+)[,:]?\s+(\S+)")
_WEB = re.compile(r"https?://|www\.|\S@\S+\.\w|<[a-zA-Z/]|[{}\\]|```")


def is_quotable(sentence: str, alone: bool = False) -> bool:
    """Say whether a sentence states something in full: not a question, command, teaser, label or fragment.

    One that stands `alone`, as all its text, may lack the full stop: many feeds describe an entry so.
    """
    words = sentence.split()
    if not _WORDS_FEWEST <= len(words) <= _WORDS_MOST or len(sentence) > _CHARACTERS_MOST:
        return False
    if not (_END.search(sentence) or (alone and sentence[-1].isalnum())) or sentence.endswith("..."):
        return False
    letters = sum(map(str.isalpha, sentence)) + sentence.count(" ")
    if (
        letters < _LETTER_SHARE * len(sentence)
        or max(map(len, words)) > _LONGEST_WORD
        or _WEB.search(sentence)
    ):
        return False
    return not (_TO_READER.search(sentence) or is_command(sentence) or "?" in sentence)


def is_command(sentence: str) -> bool:
    """Say whether a sentence opens as an order or a request does."""
    match = _FIRST_WORDS.match(sentence)
    if match is None:
        return False
    first, second = (word.lower().replace("’", "'") for word in match.groups())
    if first not in english.load("commands"):
        return False
    if first not in english.load("command_or_noun"):
        return True
    return second.rstrip(",.;:") in english.load("objects") or not second[0].isalpha()


def leans_back(sentence: str) -> bool:
    """Say whether a sentence needs the one before it: it opens with a pronoun or a connective."""
    return _LEANS.match(sentence) is not None


def is_personal(sentence: str) -> bool:
    """Say whether a sentence speaks as "we" or "I", or to "you"."""
    return _PERSONAL.search(sentence) is not None


def opens_with_quote(sentence: str) -> bool:
    """Say whether a sentence begins inside quotation marks, so that who speaks comes late or never."""
    return _QUOTED.match(sentence) is not None
