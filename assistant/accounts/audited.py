"""The desk with every action of an agent written down: see `assistant.accounts.audit_log`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from assistant.accounts.audit_log import Action, AuditLog
from connectors.panel.desk import (
    Answers,
    Assist,
    Call,
    Calls,
    Cases,
    Desk,
    Draft,
    Json,
    Reports,
)
from connectors.panel.protocol import CurrentAgent


def audited(desk: Desk, audit: AuditLog) -> Desk:
    """The same desk, which records what agents do once it is done. What fails is not recorded."""
    writer = _Writer(audit)
    return replace(
        desk,
        cases=_AuditedCases(desk.cases, writer),
        answers=_AuditedAnswers(desk.answers, writer),
        assist=_AuditedAssist(desk.assist, writer),
        calls=_AuditedCalls(desk.calls, writer),
        reports=_AuditedReports(desk.reports, writer),
    )


class _Writer:
    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit

    async def write(
        self, agent: CurrentAgent, action: Action, subject: str | None, **details: str | None
    ) -> None:
        await asyncio.to_thread(self._audit.record, agent, action, subject, **details)


class _AuditedCases:
    def __init__(self, cases: Cases, writer: _Writer) -> None:
        self._cases = cases
        self._writer = writer

    async def take(self, agent: CurrentAgent, case: str, version: int | None) -> Json:
        done = await self._cases.take(agent, case, version)
        await self._writer.write(agent, "take", case)
        return done

    async def give_back(self, agent: CurrentAgent, case: str, version: int | None) -> Json:
        done = await self._cases.give_back(agent, case, version)
        await self._writer.write(agent, "return", case)
        return done

    async def close(self, agent: CurrentAgent, case: str, reason: str, version: int | None) -> Json:
        done = await self._cases.close(agent, case, reason, version)
        await self._writer.write(agent, "close", case, reason=reason)
        return done

    async def transfer(
        self, agent: CurrentAgent, case: str, to: str | None, version: int | None
    ) -> Json:
        done = await self._cases.transfer(agent, case, to, version)
        await self._writer.write(agent, "transfer", case, to=to)
        return done

    async def want_interpreter(self, agent: CurrentAgent, case: str, language: str | None) -> Json:
        done = await self._cases.want_interpreter(agent, case, language)
        await self._writer.write(agent, "interpreter", case, language=language)
        return done

    async def interpret(self, agent: CurrentAgent, case: str) -> Json:
        done = await self._cases.interpret(agent, case)
        await self._writer.write(agent, "interpreter", case, joined=agent.id)
        return done

    async def note(self, agent: CurrentAgent, case: str, text: str) -> Json:
        done = await self._cases.note(agent, case, text)
        await self._writer.write(agent, "note", case, note=str(done["id"]))
        return done


class _AuditedAnswers:
    def __init__(self, answers: Answers, writer: _Writer) -> None:
        self._answers = answers
        self._writer = writer

    async def send(self, agent: CurrentAgent, case: str, draft: Draft) -> Json:
        done = await self._answers.send(agent, case, draft)
        await self._writer.write(agent, "answer", case, message=str(done["id"]))
        return done


class _AuditedAssist:
    def __init__(self, assist: Assist, writer: _Writer) -> None:
        self._assist = assist
        self._writer = writer

    async def for_case(self, agent: CurrentAgent, case: str, query: str | None) -> Json:
        return await self._assist.for_case(agent, case, query)

    async def for_caller(self, agent: CurrentAgent, query: str, caller: str | None) -> Json:
        return await self._assist.for_caller(agent, query, caller)

    async def judge(self, agent: CurrentAgent, suggestion: str, judgement: str) -> None:
        await self._assist.judge(agent, suggestion, judgement)
        await self._writer.write(agent, "judgement", suggestion, judgement=judgement)


class _AuditedCalls:
    def __init__(self, calls: Calls, writer: _Writer) -> None:
        self._calls = calls
        self._writer = writer

    async def log(self, agent: CurrentAgent, call: Call) -> str:
        logged = await self._calls.log(agent, call)
        await self._writer.write(agent, "call", logged, outcome=call.outcome)
        return logged

    async def newest(self, limit: int) -> list[Json]:
        return await self._calls.newest(limit)


class _AuditedReports:
    def __init__(self, reports: Reports, writer: _Writer) -> None:
        self._reports = reports
        self._writer = writer

    async def insight(self, first: date | None, last: date | None) -> Json:
        return await self._reports.insight(first, last)

    async def table(
        self, agent: CurrentAgent, /, name: str, first: date | None, last: date | None
    ) -> str:
        content = await self._reports.table(agent, name, first, last)
        await self._writer.write(agent, "export", name, first=_iso(first), last=_iso(last))
        return content

    async def draft(self, question: str, language: str | None) -> Json:
        return await self._reports.draft(question, language)

    async def content(self, stale_only: bool) -> list[Json]:
        return await self._reports.content(stale_only)

    async def entry(self, entry: str, language: str) -> Json:
        return await self._reports.entry(entry, language)

    def phrases(self) -> list[Json]:
        return self._reports.phrases()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
