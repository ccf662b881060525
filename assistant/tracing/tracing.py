"""The spans of this process and their way to the collector: OTLP over HTTP, as JSON.

https://opentelemetry.io/docs/specs/otlp/#otlphttp. Spans wait in memory and leave in batches from
a thread of their own: while the collector is away the oldest of more than 2048 are dropped, and
nobody waits.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy.engine import Engine

from assistant.tracing.calls import watch_calls
from assistant.tracing.marks import fail, note_ids
from assistant.tracing.seams import watch_seams
from assistant.tracing.statements import watch_statements
from assistant.tracing.watched import Undo

_PACKAGE: Final = "hangzhou-assistant"
_EXPORT_SECONDS: Final = 5.0
_PROPAGATOR: Final = TraceContextTextMapPropagator()
"""`traceparent` and `tracestate` alone (https://www.w3.org/TR/trace-context/): no baggage, which
would carry whatever a caller puts into it."""


class Tracing:
    """Makes spans; `watch` puts them around what a message goes through.

    `share` is how many of the traces are kept, 0 to 1, whatever a caller asks for. The trace goes
    on at `own_service`, by its base URL: it is the operator's; other services are told nothing.
    """

    def __init__(self, url: str, share: float, own_service: str | None = None) -> None:
        version = importlib.metadata.version(_PACKAGE)
        chosen = TraceIdRatioBased(share)
        self._provider = TracerProvider(
            sampler=ParentBased(root=chosen, remote_parent_sampled=chosen),
            resource=Resource.create({SERVICE_NAME: _PACKAGE, SERVICE_VERSION: version}),
            shutdown_on_exit=False,
        )
        exporter = OTLPSpanExporter(endpoint=url, timeout=_EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_PACKAGE, version)
        self._own_service = own_service
        self._undo: list[Undo] = []

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Mapping[str, str],
        kind: SpanKind = SpanKind.INTERNAL,
        *,
        begins: bool = False,
        within: Context | None = None,
    ) -> Iterator[Span]:
        """A span around what is done meanwhile. One that does not begin a trace is there only
        within another. Of an error its type is noted, not what it says."""
        if not begins and not trace.get_current_span().is_recording():
            yield trace.INVALID_SPAN
            return
        with self._tracer.start_as_current_span(
            name,
            within,
            kind,
            dict(attributes),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                fail(span, type(error).__name__)
                raise
            finally:
                note_ids(span)

    @staticmethod
    def from_headers(headers: Mapping[str, str]) -> Context:
        """The trace that a caller's `traceparent` names, if it is one."""
        return _PROPAGATOR.extract(headers, Context())

    @staticmethod
    def to_headers(headers: dict[str, str]) -> None:
        """Add the `traceparent` of the current span."""
        _PROPAGATOR.inject(headers)

    def watch(self, engine: Engine) -> None:
        """Put spans around what a message goes through, until `close`."""
        self._undo += [
            *watch_seams(self),
            watch_calls(self, self._own_service),
            watch_statements(self._tracer, engine),
        ]

    def close(self) -> None:
        """Take the spans away again, and send what still waits. Blocks for some seconds at most."""
        while self._undo:
            self._undo.pop()()
        self._provider.shutdown()
