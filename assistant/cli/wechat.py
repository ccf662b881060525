"""`assistant wechat …`: the account's menu, and a stand-in for people without an account."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

if TYPE_CHECKING:
    from connectors.wechat.api import WeChatApi
    from connectors.wechat.settings import WeChatSettings
    from connectors.wechat.stand_in import StandIn, StandInApi

app = typer.Typer(help="WeChat: the account's menu, and a stand-in.", no_args_is_help=True)
menu = typer.Typer(help="The account's menu.", no_args_is_help=True)
app.add_typer(menu, name="menu")

T = TypeVar("T")

_TRY_OUT: Final = """\
No WeChat account is set. To try the channel without one, start the assistant in another terminal:

  export WECHAT_TOKEN=standin WECHAT_APPID=wx0123456789abcdef \\
         WECHAT_SECRET=0123456789abcdef0123456789abcdef \\
         WECHAT_ENCODING_AES_KEY=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA \\
         WECHAT_API_BASE=http://127.0.0.1:{port}
  assistant serve

and run this command with the same settings."""

_HELP: Final = """\
Type what the person writes, or
  :follow  :unfollow  :scan SCENE      events
  :press KEY                           a menu item (:menu shows the keys)
  :image  :voice [TEXT]  :location LABEL
  :again                               deliver the last message once more
An empty line ends it."""


@menu.command()
def show() -> None:
    """Print the menu that the account has, as JSON; 1 where it has none."""
    found = _with_api(lambda api: api.read_menu())
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


@menu.command()
def push(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the menu.")] = False,
) -> None:
    """Give the account our menu: languages, topics, emergencies, a person."""
    from connectors.wechat.menu import build_menu

    built = build_menu()
    if dry_run:
        typer.echo(json.dumps(built, ensure_ascii=False, indent=1))
        return
    _with_api(lambda api: api.create_menu(built))
    typer.echo("The menu is set. Phones show it within five minutes.", err=True)


@app.command()
def simulate(
    url: Annotated[
        str, typer.Option(help="Where the connector listens.")
    ] = "http://127.0.0.1:8000/webhooks/wechat",
    api_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the stand-in's own API.")
    ] = 8090,
) -> None:
    """Chat with the running assistant as WeChat would deliver it; shows replies and pushes."""
    settings = _settings()
    if not settings.enabled:
        typer.echo(_TRY_OUT.format(port=api_port), err=True)
        raise typer.Exit(1)
    raise typer.Exit(asyncio.run(_simulate(settings, url, api_port)))


def _settings() -> WeChatSettings:
    from connectors.wechat.settings import WeChatSettings

    try:
        return WeChatSettings()
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _with_api(call: Callable[[WeChatApi], Awaitable[T]]) -> T:
    from connectors.wechat.transport import ApiError

    settings = _settings()
    if not (settings.appid and settings.secret.get_secret_value()):
        typer.echo("WECHAT_APPID and WECHAT_SECRET are needed.", err=True)
        raise typer.Exit(1)
    try:
        return asyncio.run(_call(settings, call))
    except ApiError as error:
        typer.echo(f"WeChat answered: {error}", err=True)
        raise typer.Exit(1) from None


async def _call(settings: WeChatSettings, call: Callable[[WeChatApi], Awaitable[T]]) -> T:
    from assistant.settings import Settings
    from assistant.storage.database import connect, migrate
    from assistant.storage.wechat import WeChatRepository
    from connectors.clock import system_clock
    from connectors.off_loop import OffLoop
    from connectors.wechat.api import WeChatApi
    from connectors.wechat.tokens import AccessTokens
    from connectors.wechat.transport import Transport, create_client

    engine = connect(Settings().database)
    migrate(engine)  # the service's database: it has the token that all processes share
    store = WeChatRepository(lambda: engine)
    try:
        async with create_client() as client:
            transport = Transport(client, settings.api_base)
            tokens = AccessTokens(settings, transport, store, OffLoop(1), system_clock)
            return await call(WeChatApi(transport, tokens))
    finally:
        engine.dispose()


async def _simulate(settings: WeChatSettings, url: str, api_port: int) -> int:
    import httpx
    import uvicorn

    from connectors.wechat.stand_in import StandIn, StandInApi

    api = StandInApi(settings, lambda text: _print("pushed", text))
    config = uvicorn.Config(
        api.application(), host="127.0.0.1", port=api_port, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with httpx.AsyncClient(trust_env=False) as client:
        person = StandIn(settings, client, url)
        try:
            if not await person.check_url():
                typer.echo(f"{url} does not pass WeChat's URL check: is the token equal?", err=True)
                return 1
            typer.echo(f"URL check passed, {settings.mode} mode. {_HELP}", err=True)
            await _chat(person, api)
        except httpx.HTTPError as error:
            typer.echo(f"{url} does not answer ({type(error).__name__}).", err=True)
            return 1
        finally:
            server.should_exit = True
            await serving
    return 0


async def _chat(person: StandIn, api: StandInApi) -> None:
    last: Mapping[str, str] | None = None
    waiting: set[asyncio.Task[None]] = set()
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if line == ":menu":
            _print_menu(api.menu)
            continue
        fields = last if line == ":again" else _fields(person, line)
        if fields is None:
            typer.echo(_HELP, err=True)
            continue
        last = fields
        api.user_acted()
        task = asyncio.create_task(_deliver(person, fields))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
        await asyncio.wait({task}, timeout=0.5)
    if waiting:
        await asyncio.wait(waiting)


def _fields(person: StandIn, line: str) -> dict[str, str] | None:
    """The message that a line stands for; None where it is a command that we do not know."""
    if not line.startswith(":"):
        return person.text(line)
    command, _, rest = line.partition(" ")
    make: dict[str, Callable[[], dict[str, str]]] = {
        ":follow": lambda: person.event("subscribe"),
        ":unfollow": lambda: person.event("unsubscribe"),
        ":scan": lambda: person.event("SCAN", rest),
        ":press": lambda: person.event("CLICK", rest),
        ":image": lambda: person.message("image", PicUrl="http://127.0.0.1/x", MediaId="1"),
        ":voice": lambda: person.message("voice", MediaId="1", Recognition=rest),
        ":location": lambda: person.message(
            "location", Location_X="30.25", Location_Y="120.15", Scale="15", Label=rest
        ),
    }
    return make[command]() if command in make else None


async def _deliver(person: StandIn, fields: Mapping[str, str]) -> None:
    heard = await person.deliver(fields)
    how = f"{heard.seconds:.2f} s" + (f", delivery {heard.deliveries}" * (heard.deliveries > 1))
    if heard.problem:
        _print(f"OUT OF ORDER, {how}", heard.problem)
    elif heard.text is None:
        typer.echo(f"[success, {how}]", err=True)
    else:
        _print(f"reply, {how}", heard.text)


def _print(how: str, text: str) -> None:
    typer.echo(f"[{how}]", err=True)
    typer.echo("\n".join(f"  {line}" for line in text.splitlines()))


def _print_menu(pushed: dict[str, Any] | None) -> None:
    from connectors.wechat.menu import build_menu

    for group in (pushed or build_menu())["button"]:
        typer.echo(group["name"])
        for item in group["sub_button"]:
            typer.echo(f"  {item['key']:24} {item['name']}")
