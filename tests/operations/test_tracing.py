"""Traces by OpenTelemetry: what reaches a collector, and what never does."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assistant.settings import ROOT, Settings
from assistant.storage.database import connect
from assistant.storage.direct import transaction
from assistant.tracing.seams import SEAMS
from assistant.tracing.tracing import Tracing
from assistant.translation.build import build_translations
from assistant.translation.exchange import exchange
from tests.conftest import RunningService, free_port
from tests.operations.collector import Collector, attributes, collecting
from tests.operations.conftest import Client
from tests.translation.servers import Service, running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
SENDER = "ana-sender-17"
WORDS = "passport E12345678, phone 13812345678: what does Article 39 say?"
PRIVATE = (SENDER, "E12345678", "13812345678", "passport", "private-value")
ERROR = 2


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    """What a collector got of two messages, one of them with the caller's trace."""
    with collecting() as collector:
        settings = Settings(
            data_folder=tmp_path_factory.mktemp("traced"),
            port=free_port(),
            traces_url=collector.url,
        )
        service = RunningService(settings)
        service.start()
        try:
            answer = httpx.post(
                f"{service.url}/webhooks/rest/webhook",
                json={"sender": SENDER, "message": WORDS},
                headers={
                    "traceparent": f"00-{TRACE}-{CALLER}-01",
                    "tracestate": "proxy=1",
                    "baggage": "sender=private-value",
                    "X-Request-ID": "request-0001",
                },
                timeout=60,
            )
            assert answer.json()[0]["custom"]["entry"] == "article:39"
            service.say("hello", SENDER)
            httpx.get(f"{service.url}/health/ready")
        finally:
            service.stop()
        yield collector


def test_a_message_is_one_trace_from_request_to_storage(traced: Collector) -> None:
    (request,) = [span for span in traced.spans if span.get("parentSpanId") == CALLER]
    assert request["traceId"] == TRACE
    assert request["name"] == "POST /webhooks/rest/webhook"
    told = attributes(request)
    assert told["http.route"] == "/webhooks/rest/webhook"
    assert told["assistant.request"] == "request-0001"
    own = {span["spanId"]: span for span in traced.spans if span["traceId"] == TRACE}
    names = {span["name"] for span in own.values()}
    assert {"turn", "emergencies", "dialogue", "nlu", "action", "search"} <= names
    assert {"INSERT messages", "INSERT conversations"} <= names
    for span in own.values():
        assert span["parentSpanId"] in {CALLER, *own}
        assert attributes(span)["assistant.request"] == "request-0001"
    (turn,) = [span for span in own.values() if span["name"] == "turn"]
    assert attributes(turn)["assistant.channel"] == "rest"
    assert len(attributes(turn)["assistant.conversation"]) == 32


def test_who_brings_no_trace_begins_one(traced: Collector) -> None:
    requests = traced.named("POST /webhooks/rest/webhook")
    assert len(requests) == 2
    (other,) = [span for span in requests if span["traceId"] != TRACE]
    assert not other.get("parentSpanId")
    assert not [span for span in traced.spans if "health" in span["name"]]


def test_nothing_that_a_person_wrote_is_in_a_trace(traced: Collector) -> None:
    assert traced.bodies
    assert not [body for body in traced.bodies if any(word in body for word in PRIVATE)]
    assert set(traced.kinds) == {("/v1/traces", "application/json")}


async def test_a_translation_goes_on_in_the_same_trace_elsewhere_it_is_not_told(
    tmp_path: Path,
) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'x.db'}")
    with collecting() as collector, running(Service()) as own, running(Service()) as other:
        settings = Settings(translator="libretranslate", translator_url=own.url)
        translate = build_translations(settings)
        tracing = Tracing(collector.url, 1.0, own.url)
        tracing.watch(engine)
        with tracing.span("request", {}, begins=True) as request:
            await translate("谢谢 13800012345", "zh", "en")
            await exchange("GET", f"{other.url}/languages", 5)
        tracing.close()
        trace = f"{request.get_span_context().trace_id:032x}"
    (translation,) = collector.named("translation")
    calls = [span for span in collector.spans if span["name"] in ("GET", "POST")]
    assert {span["traceId"] for span in (translation, *calls)} == {trace}
    told = [found.split("-")[1:3] for found in own.traceparents if found]
    assert told == [[trace, span["spanId"]] for span in calls[:2]]
    assert other.traceparents == [None]
    assert attributes(calls[0])["server.address"] == "127.0.0.1"
    assert "13800012345" not in "".join(collector.bodies)


async def test_after_it_is_closed_nothing_is_left_of_it(tmp_path: Path) -> None:
    before = [getattr(seam.holder, seam.method) for seam in SEAMS], httpx.AsyncClient.send
    engine = connect(f"sqlite:///{tmp_path / 'x.db'}")
    with collecting() as collector:
        tracing = Tracing(collector.url, 1.0)
        tracing.watch(engine)
        assert httpx.AsyncClient.send is not before[1]
        tracing.close()
    assert ([getattr(s.holder, s.method) for s in SEAMS], httpx.AsyncClient.send) == before


def test_a_statement_that_fails_is_marked_without_its_values(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'x.db'}")
    with collecting() as collector:
        tracing = Tracing(collector.url, 1.0)
        tracing.watch(engine)
        with tracing.span("turn", {}, begins=True), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            with pytest.raises(SQLAlchemyError):
                connection.execute(text("SELECT 'E12345678' FROM nowhere"))
        tracing.close()
    (failed,) = collector.named("SELECT nowhere")
    assert failed["status"]["code"] == ERROR
    assert attributes(failed)["error.type"] == "OperationalError"
    assert "E12345678" not in "".join(collector.bodies)


def test_so_is_one_that_is_carried_out_by_the_driver(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'x.db'}")
    with collecting() as collector:
        tracing = Tracing(collector.url, 1.0)
        tracing.watch(engine)
        with tracing.span("turn", {}, begins=True), transaction(engine) as direct:
            direct.execute(text("SELECT 1"), {})
            with pytest.raises(sqlite3.OperationalError):
                direct.execute(text("SELECT 'E12345678' FROM nowhere"), {})
        tracing.close()
    (done,), (failed,) = collector.named("SELECT"), collector.named("SELECT nowhere")
    assert done["status"].get("code") != ERROR
    assert failed["status"]["code"] == ERROR
    assert attributes(failed)["error.type"] == "OperationalError"
    assert attributes(failed)["db.system.name"] == "sqlite"
    assert "E12345678" not in "".join(collector.bodies)


def test_the_share_holds_whatever_a_caller_asks_for() -> None:
    with collecting() as collector:
        tracing = Tracing(collector.url, 0.0)
        asked = tracing.from_headers({"traceparent": f"00-{TRACE}-{CALLER}-01"})
        for within in (None, asked):
            with tracing.span("request", {}, begins=True, within=within) as span:
                assert not span.is_recording()
        tracing.close()
    assert collector.spans == []


def test_without_a_collector_the_work_goes_on() -> None:
    tracing = Tracing(f"http://127.0.0.1:{free_port()}/v1/traces", 1.0)
    with tracing.span("request", {}, begins=True) as span:
        assert span.is_recording()
    tracing.close()


async def test_a_strangers_trace_is_not_taken_on(client: Client) -> None:
    with collecting() as collector:
        async with client(traces_url=collector.url) as caller:
            headers = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
            await caller.get("/openapi.json", headers=headers)
            caller._transport.app.state.tracing.close()  # type: ignore[attr-defined]
        (request,) = collector.spans
    assert request["traceId"] != TRACE


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_categories=["Cc"])))
def test_no_header_breaks_it(found: str) -> None:
    headers = {"traceparent": found, "tracestate": found}
    tracing = Tracing("http://127.0.0.1:9/v1/traces", 0.0)
    with tracing.span("request", {}, begins=True, within=tracing.from_headers(headers)):
        pass
    tracing.close()


def test_without_the_setting_it_is_not_even_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from assistant.app import create_app; from assistant.settings import Settings;"
        f"create_app(Settings(data_folder={str(tmp_path)!r}));"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
