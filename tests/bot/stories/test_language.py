"""Languages: normal codes, and guesses that would rather be silent."""

import pytest

from bot.stories.language import guess_language, normal_language


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("en-US", "en"),
        ("EN_us", "en"),
        ("de", "de"),
        (" zh-Hans-CN ", "zh"),
        ("", ""),
        ("english", ""),
        ("x1", ""),
    ],
)
def test_normal_language(code: str, want: str) -> None:
    assert normal_language(code) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("The lab says that its new model is out, and what it is for.", "en"),
        ("Das Labor veröffentlicht ein neues Modell für Entwickler und Forscher.", "de"),
        ("Le laboratoire publie un nouveau modèle pour les développeurs.", "fr"),
        ("该实验室发布了新的开源模型", "zh"),
        ("新しいモデルが公開されました", "ja"),
        ("새로운 모델이 공개되었습니다", "ko"),
        ("Fable 5", ""),
        ("", ""),
        ("12345 67890 !!!", ""),
    ],
)
def test_guess_language(text: str, want: str) -> None:
    assert guess_language(text) == want
