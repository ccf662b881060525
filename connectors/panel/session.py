"""The panel's calls for signing in and out, and the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from connectors.body import read_object, required_text
from connectors.errors import Unauthorised, Unavailable, Unprocessable
from connectors.panel.access import Access, PanelSession, SingleSignOn
from connectors.panel.cookies import SINGLE_SIGN_ON, Cookies
from connectors.panel.protocol import CurrentAgent, Presence
from connectors.panel.require import AgentGate, RoleGate
from connectors.problems import ProblemRoute, problem_details

PREFIX: Final = "/panel/api"
_MOST_ROWS: Final = 500
_LONGEST_QUERY: Final = 4096

PresenceOf = Callable[[str], Presence]


def create_session_router(
    access: Access,
    gate: AgentGate,
    *,
    cookies: Cookies,
    clock: Callable[[], datetime],
    single_sign_on: SingleSignOn | None = None,
    redirect_uri: str = "",
    presence: PresenceOf = lambda _: "offline",
) -> APIRouter:
    """The Session part of docs/panel-api.md. `redirect_uri` is this
    service's address of `/panel/api/oidc/callback`, to which the provider sends people back."""
    router = APIRouter(prefix=PREFIX, tags=["panel"], route_class=ProblemRoute)

    def signed_in(request: Request, session: PanelSession) -> JSONResponse:
        body = {"agent": _agent(session.agent, presence), "csrf": session.csrf}
        response = JSONResponse(body)
        cookies.set_session(request, response, session.token)
        return response

    @router.post("/session", summary="Sign in", openapi_extra=_body("name", "password"))
    async def sign_in(request: Request) -> Response:
        gate.require_origin(request)
        fields = await read_object(request)
        name, password = required_text(fields, "name"), required_text(fields, "password")
        return signed_in(request, await access.sign_in(name, password, _address(request)))

    @router.post(
        "/invitation",
        summary="Set the password of a one-time link",
        openapi_extra=_body("token", "password"),
    )
    async def accept(request: Request) -> Response:
        gate.require_origin(request)
        fields = await read_object(request)
        token, password = required_text(fields, "token"), required_text(fields, "password")
        return signed_in(request, await access.accept(token, password, _address(request)))

    @router.get("/session", summary="Who is signed in")
    async def current(request: Request) -> Response:
        oidc = single_sign_on is not None
        try:
            session = await gate.session(request)
        except Unauthorised as error:  # the sign-in page must know what to offer
            return JSONResponse(
                {**problem_details(error), "oidc": oidc},
                error.status,
                media_type="application/problem+json",
            )
        return JSONResponse(
            {
                "agent": _agent(session.agent, presence),
                "csrf": session.csrf,
                "server_time": clock().isoformat(),
                "oidc": oidc,
            }
        )

    @router.delete("/session", summary="Sign out", status_code=204)
    async def sign_out(request: Request) -> Response:
        await access.sign_out(await gate.session(request))
        return _signed_out(cookies)

    @router.post("/session/everywhere", summary="Sign out everywhere", status_code=204)
    async def everywhere(agent: CurrentAgent = Depends(gate)) -> Response:  # noqa: B008
        await access.sign_out_everywhere(agent)
        return _signed_out(cookies)

    supervisors = RoleGate(gate, "supervisor", "admin")

    @router.get("/audit", summary="What agents did", dependencies=[Depends(supervisors)])
    async def audit(request: Request) -> Response:
        after = _number(request, "after")
        limit = _number(request, "limit")
        rows = await access.audit(after, min(_MOST_ROWS, limit or _MOST_ROWS))
        return JSONResponse({"rows": rows})

    if single_sign_on is not None:
        _add_single_sign_on(router, single_sign_on, cookies, redirect_uri)
    return router


def _add_single_sign_on(
    router: APIRouter,
    single_sign_on: SingleSignOn,
    cookies: Cookies,
    redirect_uri: str,
) -> None:
    def failed(why: str) -> Response:
        # A person stands here, not a program: the page says it in their language.
        response = RedirectResponse(f"/panel#oidc={why}", 303)
        cookies.clear_single_sign_on(response)
        return response

    @router.get("/oidc/start", summary="Sign in at the provider", status_code=303)
    async def start(request: Request) -> Response:
        try:
            url, kept = await single_sign_on.start(redirect_uri)
        except Unavailable:
            return failed("unavailable")
        response = RedirectResponse(url, 303)
        cookies.set_single_sign_on(request, response, kept)
        return response

    @router.get("/oidc/callback", summary="Back from the provider", status_code=303)
    async def finish(request: Request) -> Response:
        kept = request.cookies.get(SINGLE_SIGN_ON, "")
        if len(request.url.query) > _LONGEST_QUERY:
            return failed("refused")
        try:
            session = await single_sign_on.finish(dict(request.query_params), kept, redirect_uri)
        except (Unauthorised, Unavailable) as error:
            return failed("refused" if isinstance(error, Unauthorised) else "unavailable")
        response = RedirectResponse("/panel", 303)
        cookies.set_session(request, response, session.token)
        cookies.clear_single_sign_on(response)
        return response


def _signed_out(cookies: Cookies) -> Response:
    response = Response(status_code=204)
    cookies.clear_session(response)
    return response


def _agent(agent: CurrentAgent, presence: PresenceOf) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "display_name": agent.display_name,
        "role": agent.role,
        "languages": list(agent.languages),
        "presence": presence(agent.id),
    }


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unprocessable("invalid-field", f"The parameter '{name}' must be a whole number.")
    return int(text)


def _body(*names: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(names),
        "properties": {name: {"type": "string"} for name in names},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
