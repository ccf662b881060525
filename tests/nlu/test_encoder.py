"""The shipped sentence encoder, and what loading refuses."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import SHIPPED_MODEL, Encoder, EncoderError, TransformerEncoder, load_encoder

TRANSLATIONS = {
    "zh": ("我的签证下周到期", "最近的医院在哪里？", "怎么办银行卡？"),
    "fr": (
        "Mon visa expire la semaine prochaine",
        "Où est l'hôpital le plus proche ?",
        "Comment ouvrir un compte bancaire ?",
    ),
    "ru": (
        "Моя виза истекает на следующей неделе",
        "Где ближайшая больница?",
        "Как открыть счёт в банке?",
    ),
    "ar": ("تنتهي تأشيرتي الأسبوع القادم", "أين أقرب مستشفى؟", "كيف أفتح حسابا في البنك؟"),
    "th": ("วีซ่าของฉันหมดอายุสัปดาห์หน้า", "โรงพยาบาลที่ใกล้ที่สุดอยู่ที่ไหน", "จะเปิดบัญชีธนาคารได้อย่างไร"),
    "ko": (
        "제 비자가 다음 주에 만료됩니다",
        "가장 가까운 병원이 어디예요?",
        "은행 계좌는 어떻게 만드나요?",
    ),
}
ENGLISH = (
    "My visa expires next week",
    "Where is the nearest hospital?",
    "How do I open a bank account?",
)
HOSTILE_TEXTS = (
    "\ud800 lone surrogate \udfff",
    "null \x00 byte",
    "\u202e\u200b\ufeff",
    "🏥" * 50,
    "a" * 100_000,
    "签证 " * 33_000,
)


@pytest.fixture
def copied_model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED_MODEL, tmp_path / "model"))


def test_loads_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the shipped model needs no network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert load_encoder().encode(["visa"]).any()


def test_vectors_are_unit_vectors_of_the_stated_dimension(encoder: Encoder) -> None:
    vectors = encoder.encode(ENGLISH)
    assert vectors.shape == (len(ENGLISH), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_the_same_text_has_the_same_vector(encoder: Encoder) -> None:
    first, second = encoder.encode(["Where is the police station?"] * 2)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, load_encoder().encode(["Where is the police station?"])[0])


def test_a_batch_gives_what_single_texts_give(encoder: Encoder) -> None:
    texts = [f"question number {number} about a visa" for number in range(600)]
    singly = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode(texts), singly, atol=1e-6)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_case_and_width_make_no_difference(encoder: Encoder) -> None:
    folded, shouted, wide = encoder.encode(["visa", "VISA", "ＶＩＳＡ"])
    np.testing.assert_array_equal(folded, shouted)
    np.testing.assert_array_equal(folded, wide)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_nearest_english_sentence_is_the_translation(encoder: Encoder, language: str) -> None:
    similarity = encoder.encode(TRANSLATIONS[language]) @ encoder.encode(ENGLISH, "passage").T
    assert similarity.argmax(axis=1).tolist() == [0, 1, 2]


def test_an_empty_text_has_the_zero_vector(encoder: Encoder) -> None:
    assert not encoder.encode(["", "  "]).any()


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_is_encoded(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_threads_share_one_encoder(encoder: Encoder) -> None:
    expected = encoder.encode(ENGLISH)
    differing: list[int] = []

    def work() -> None:
        differing.extend(
            1 for _ in range(50) if not np.array_equal(encoder.encode(ENGLISH), expected)
        )

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not differing


def test_sentence_transformers_loads_the_folder_by_itself(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer(str(SHIPPED_MODEL), device="cpu").encode(list(ENGLISH))
    np.testing.assert_allclose(vectors, encoder.encode(ENGLISH), atol=1e-6)


def test_the_name_follows_the_content(encoder: Encoder, copied_model: Path) -> None:
    assert load_encoder(str(copied_model)).name == encoder.name
    configuration = copied_model / "config_sentence_transformers.json"
    content = json.loads(configuration.read_text(encoding="utf-8"))
    configuration.write_text(json.dumps({**content, "note": "changed"}), encoding="utf-8")
    assert load_encoder(str(copied_model)).name != encoder.name


@pytest.mark.parametrize("kept", [0, 100, 1_000_000])
def test_truncated_weights_are_refused(copied_model: Path, kept: int) -> None:
    weights = copied_model / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:kept])
    with pytest.raises(EncoderError, match="cannot load the encoder"):
        load_encoder(str(copied_model))


def test_changed_weights_are_refused(copied_model: Path) -> None:
    weights = copied_model / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1000] ^= 0xFF
    weights.write_bytes(content)
    with pytest.raises(EncoderError, match="checksum"):
        load_encoder(str(copied_model))


@pytest.mark.parametrize("name", ["tokenizer.json", "modules.json", "static_embedding.json"])
def test_a_broken_configuration_is_refused(copied_model: Path, name: str) -> None:
    (copied_model / name).write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError):
        load_encoder(str(copied_model))


def test_weights_that_could_run_code_are_refused(copied_model: Path) -> None:
    (copied_model / "model.safetensors").rename(copied_model / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="safetensors"):
        load_encoder(str(copied_model))


def test_code_in_the_folder_is_refused(copied_model: Path) -> None:
    modules = copied_model / "modules.json"
    content = modules.read_text(encoding="utf-8")
    modules.write_text(content.replace("nlu.static_embedding.", "evil."), encoding="utf-8")
    (copied_model / "evil.py").write_text("raise SystemExit\n", encoding="utf-8")
    with pytest.raises(EncoderError, match="code"):
        load_encoder(str(copied_model))


def test_an_unknown_name_is_refused_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderError, match="no-such-model"):
        load_encoder("nobody/no-such-model")


@pytest.mark.parametrize(
    ("name", "configured", "query", "passage"),
    [
        ("multilingual-e5-small@0", {"query": "", "document": ""}, "query: ", "passage: "),
        ("all-MiniLM-L6-v2@0", {"query": "", "document": ""}, "", ""),
        ("bge-m3@0", {}, "", ""),
        ("any@0", {"query": "q: ", "document": "", "passage": "p: "}, "q: ", "p: "),
    ],
)
def test_queries_and_passages_get_the_prompts_of_their_model(
    name: str, configured: dict[str, str], query: str, passage: str
) -> None:
    model = PromptRecorder(configured)
    encoder = TransformerEncoder(model, name)
    encoder.encode(["visa"], "query")
    encoder.encode(["visa"], "passage")
    assert model.used == [query, passage]


class PromptRecorder:
    """Stands in for a model and notes the prompts it is given."""

    def __init__(self, prompts: dict[str, str]) -> None:
        self.prompts = prompts
        self.used: list[str] = []

    def get_sentence_embedding_dimension(self) -> int:
        return 2

    def encode_query(self, texts: list[str], prompt: str, **_: object) -> np.ndarray:
        self.used.append(prompt)
        return np.ones((len(texts), 2))

    encode_document = encode_query
