"""The terms under a digest: central, hard, notions before names, none said lately."""

from bot.glossary.choose import StoryTerms, hardness, terms_for, terms_in
from bot.glossary.lexicon import load, merged
from tests.bot.glossary.entries import lexicon, term

LEXICON = load()


def chosen(stories: list[StoryTerms], told: frozenset[str] = frozenset(), most: int = 5) -> list[str]:
    """Slugs of the chosen terms."""
    return [one.slug for one in terms_for(stories, LEXICON, told, most)]


def test_a_notion_comes_before_a_company() -> None:
    both = StoryTerms(("openai", "recursive-self-improvement"), ())
    assert chosen([both]) == ["recursive-self-improvement", "openai"]


def test_a_hard_term_comes_before_an_easy_one() -> None:
    assert hardness("sparse-autoencoder") > hardness("neural-network") > hardness("artificial-intelligence")
    both = StoryTerms((), ("neural-network", "sparse-autoencoder"))
    assert chosen([both])[0] == "sparse-autoencoder"


def test_what_every_reader_knows_is_not_explained() -> None:
    assert chosen([StoryTerms(("artificial-intelligence",), ())]) == []


def test_a_term_of_several_headlines_comes_before_one_of_a_summary() -> None:
    stories = [StoryTerms(("kv-cache",), ("speculative-decoding",)), StoryTerms(("kv-cache",), ())]
    assert chosen(stories)[0] == "kv-cache"


def test_told_and_unknown_terms_stay_out_and_there_are_few() -> None:
    stories = [StoryTerms(("rlhf", "rlvr", "dpo", "lora", "rag", "kv-cache", "gone"), ())]
    assert len(chosen(stories)) == 5
    assert "rlhf" not in chosen(stories, frozenset({"rlhf"}))
    assert chosen(stories, most=0) == []


def test_equals_stand_in_the_order_of_the_digest() -> None:
    words = lexicon(term("beta"), term("alpha"))
    assert [one.slug for one in terms_for([StoryTerms(("beta", "alpha"), ())], words)] == ["beta", "alpha"]


def test_a_story_says_which_terms_stand_where() -> None:
    sentences = ("Anthropic trained it with RLHF.", "Recursive self-improvement is next, says OpenAI.")
    found = terms_in("Anthropic warns of recursive self-improvement", sentences, LEXICON)
    assert "recursive-self-improvement" in found.headline
    assert "recursive-self-improvement" not in found.summary
    assert "rlhf" in found.summary


def test_a_server_s_own_term_is_as_hard_as_any() -> None:
    own = merged(LEXICON, {"glonking": term("glonking")})
    assert terms_for([StoryTerms(("glonking", "rlhf"), ())], own)[0].slug == "glonking"
