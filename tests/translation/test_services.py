"""Translation over HTTP against real servers, and what the desk gets when they go wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from assistant.translation.breaker import CircuitBreaker
from assistant.translation.build import build_translations
from assistant.translation.chat import ChatTranslator
from assistant.translation.libretranslate import LibreTranslate
from assistant.translation.protocol import Translator
from assistant.translation.translations import Translations
from connectors.errors import ConnectorError, Unprocessable
from tests.translation.servers import Service, running

KINDS = ["libretranslate", "chat"]
TEXT = "请带护照，打电话13800012345或写a.b@example.org。谢谢"


@pytest.fixture(scope="module")
def server() -> Iterator[Service]:
    with running(Service()) as service:
        yield service


@pytest.fixture
def service(server: Service) -> Service:
    server.mode = "right"
    server.seen.clear()
    server.keys.clear()
    return server


def translator(kind: str, url: str, timeout: float = 5.0) -> Translator:
    if kind == "chat":
        return ChatTranslator(f"{url}/v1/", "qwen-x", "s3cret", timeout)
    return LibreTranslate(f"{url}/", "s3cret", timeout)


async def failure(translations: Translations, text: str = "谢谢") -> str:
    with pytest.raises(ConnectorError) as raised:
        await translations(text, "zh", "en")
    assert raised.value.status in (422, 503)
    return raised.value.code


@pytest.mark.parametrize("kind", KINDS)
async def test_a_text_is_translated_and_marked(service: Service, kind: str) -> None:
    translations = Translations(translator(kind, service.url), 5)
    made = await translations("请带护照\n谢谢", "zh", "en")
    assert made.text.split() == ["bring", "passport", "thanks"]
    assert made.provider == ("qwen-x" if kind == "chat" else "libretranslate")


@pytest.mark.parametrize("kind", KINDS)
async def test_personal_data_stays_here_and_comes_back(service: Service, kind: str) -> None:
    made = await Translations(translator(kind, service.url), 5)(TEXT, "zh", "en")
    assert "13800012345" in made.text
    assert "a.b@example.org" in made.text
    sent = str(service.seen)
    assert "13800012345" not in sent
    assert "example.org" not in sent
    assert "[#1]" in sent


async def test_what_each_service_is_sent(service: Service) -> None:
    await Translations(translator("libretranslate", service.url), 5)("谢谢", "zh", "ko")
    assert service.seen == [
        {"q": "谢谢", "source": "zh-Hans", "target": "ko", "format": "text", "api_key": "s3cret"}
    ]
    service.seen.clear()
    await Translations(translator("chat", service.url), 5)("谢谢", "zh", "ko")
    (body,) = service.seen
    assert (body["model"], body["temperature"]) == ("qwen-x", 0)
    assert "into Korean" in str(body["messages"])
    assert service.keys == ["Bearer s3cret"]


async def test_the_same_text_is_asked_once_whatever_numbers_it_has(service: Service) -> None:
    translations = Translations(translator("chat", service.url), 5)
    first = await translations("打电话13800012345", "zh", "en")
    second = await translations("打电话15900067890", "zh", "en")
    assert len(service.seen) == 1
    assert first.text.replace("13800012345", "15900067890") == second.text
    await translations("打电话13800012345", "zh", "ko")
    assert len(service.seen) == 2


async def test_what_needs_no_translation_is_not_asked(service: Service) -> None:
    translations = Translations(translator("chat", service.url), 5)
    for text, source in (("谢谢", "en"), ("谢谢", None), ("13800012345 !", "ko"), ("42", "ko")):
        target = "zh" if source is None else "en"
        assert (await translations(text, source, target)).text == text
    assert service.seen == []


WRONG = ["500", "429", "redirect", "not json", "half", "a list", "null", "other", "a number"]
WRONG += ["nothing", "huge", "long", "deep", "no choices", "lost mark"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", WRONG)
async def test_a_wrong_answer_is_none_and_the_next_right_one_is_taken(
    service: Service, kind: str, mode: str
) -> None:
    translations = Translations(translator(kind, service.url), 5)
    service.mode = mode
    assert await failure(translations, "打电话13800012345") == "translation-failed"
    service.mode = "right"
    assert "call" in (await translations("打电话13800012345", "zh", "en")).text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_silent_service_is_given_up(service: Service, kind: str) -> None:
    service.mode = "silent"
    translations = Translations(translator(kind, service.url, timeout=30), 0.2)
    assert await failure(translations) == "translation-failed"
    service.released.set()
    service.released.clear()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_service_that_is_not_there_fails(kind: str) -> None:
    with socket.socket() as probe:  # bound and not listening: nobody else takes the port
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        assert await failure(Translations(translator(kind, url), 5)) == "translation-failed"
    assert await failure(Translations(translator(kind, "http://"), 5)) == "translation-failed"


async def test_a_failing_service_is_left_alone_and_tried_again(service: Service) -> None:
    moment = [0.0]
    breaker = CircuitBreaker(failures=3, seconds=30, clock=lambda: moment[0])
    translations = Translations(translator("chat", service.url), 5, breaker)
    service.mode = "500"
    codes = [await failure(translations, f"谢谢{n}") for n in range(5)]
    assert codes == ["translation-failed"] * 3 + ["translation-resting"] * 2
    assert len(service.seen) == 3
    moment[0] = 31
    assert await failure(translations) == "translation-failed"
    assert await failure(translations) == "translation-resting"
    moment[0], service.mode = 62, "right"
    await translations("谢谢", "zh", "en")
    assert breaker.allows()


async def test_languages_that_a_service_lacks_are_no_fault_of_it(service: Service) -> None:
    translations = Translations(translator("libretranslate", service.url), 5)
    for _ in range(7):
        with pytest.raises(Unprocessable) as raised:
            await translations("谢谢", "zh", "th")
        assert raised.value.code == "no-such-pair"
    assert (await translations("谢谢", "zh", "en")).text == "thanks"


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"translator": "libretranslate"}, "URL"),
        ({"translator": "chat", "translator_url": "http://x"}, "MODEL"),
        ({"translator": "local"}, "MODEL"),
        ({"translator": "local", "translator_model": "/nowhere"}, "nowhere"),
        ({"translator": "babelfish"}, "translator"),
    ],
)
def test_a_service_that_is_half_configured_is_refused(values: dict[str, str], missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        build_translations(Settings(**values))


def test_nothing_is_translated_by_default() -> None:
    assert build_translations(Settings()) is None
