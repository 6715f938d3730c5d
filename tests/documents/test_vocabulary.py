"""Phrases fold to the same keys however they are spelled."""

import pytest

from rootzpub.documents.vocabulary import PHRASES, POLICY_AT_END, POLICY_AT_START, POLICY_TYPES, TOPIC_OF, fold


@pytest.mark.parametrize(
    ("spellings", "topic"),
    [
        pytest.param(["Über uns", "ueber-uns", "uber-uns", "%C3%BCber-uns", "U\u0308ber uns"], "about", id="umlauts"),
        pytest.param(["Qui sommes-nous ?", "qui-sommes-nous"], "about", id="punctuation"),
        pytest.param(["L’équipe", "l'equipe", "lequipe", "l-equipe"], "team", id="apostrophes"),
        pytest.param(["Terms & Conditions", "terms-conditions"], "terms", id="ampersand"),
        pytest.param(["Política de privacidad", "politica-de-privacidad"], "privacy", id="accents"),
        pytest.param(["Allgemeine Geschäftsbedingungen", "allgemeine-geschaeftsbedingungen"], "terms", id="long"),
    ],
)
def test_spellings_of_one_phrase_mean_one_topic(spellings: list[str], topic: str) -> None:
    """Titles, slugs with either spelling of umlauts, percent-encoded slugs."""
    assert {TOPIC_OF.get(key) for spelling in spellings for key in fold(spelling)} <= {topic, None}
    assert all(topic in {TOPIC_OF.get(key) for key in fold(spelling)} for spelling in spellings)


def test_no_phrase_means_two_topics() -> None:
    """Each folded phrase stands under one topic only."""
    keys = [(key, topic) for topic, phrases in PHRASES.items() for phrase in phrases for key in fold(phrase)]
    assert {key for key, topic in keys if TOPIC_OF[key] != topic} == set()


@pytest.mark.parametrize(
    "language_words",
    [("privacy policy", "datenschutzerklärung", "politique de confidentialité", "política de privacidad")],
)
def test_every_policy_is_known_in_four_languages(language_words: tuple[str, ...]) -> None:
    """English, German, French and Spanish words stand under one topic, and every policy has words."""
    assert {TOPIC_OF[key] for words in language_words for key in fold(words)} == {"privacy"}
    assert all(len(PHRASES[topic]) >= 12 for topic in POLICY_TYPES)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param("Privacy Policy of Example", True, id="start"),
        pytest.param("Example Privacy Policy", True, id="end"),
        pytest.param("Data processing services", False, id="a-service"),
        pytest.param("Accessibility of our hotel", False, id="one-common-word"),
    ],
)
def test_only_particular_phrases_count_inside_a_title(title: str, found: bool) -> None:
    """A longer title means a policy only when a policy's particular name begins or ends it."""
    assert any(POLICY_AT_START.match(key) or POLICY_AT_END.search(key) for key in fold(title)) is found
