"""`assistant knowledge …`: check, count, show, search and index the content."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.clock import now

if TYPE_CHECKING:
    from assistant.settings import Settings

app = typer.Typer(help="The content: facts, places, guides, the regulation.", no_args_is_help=True)
new = typer.Typer(help="Begin something new in the content.", no_args_is_help=True)
app.add_typer(new, name="new")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="Another corpus folder.")]


@app.command()
def check(corpus: CorpusOption = None, as_json: JsonOption = False) -> None:
    """Check every rule of docs/content.md; 1 if anything is wrong."""
    from knowledge.check import check_corpus
    from knowledge.library import CORPUS

    root = corpus or CORPUS
    if not root.is_dir():
        typer.echo(f"there is no folder {root}", err=True)
        raise typer.Exit(2)
    problems = check_corpus(root, today=now().date())
    errors = sum(not problem.warning for problem in problems)
    if as_json:
        rows = [
            {"path": str(p.path), "line": p.line, "message": p.message, "warning": p.warning}
            for p in problems
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{errors} errors, {len(problems) - errors} warnings", err=True)
    if errors:
        raise typer.Exit(1)


@app.command("import")
def import_places(
    table: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv (UTF-8) or .xlsx file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the difference.")] = False,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add and change places from a table; nothing is written if any row is wrong (1)."""
    from knowledge.importing import plan_import, write_import
    from knowledge.library import CORPUS
    from knowledge.place_files import PlaceFileError
    from knowledge.place_rows import ImportFaultsError
    from knowledge.tables import TableError

    if not table.is_file():
        typer.echo(f"there is no file {table}", err=True)
        raise typer.Exit(2)
    try:
        plan = plan_import(table, corpus or CORPUS)
        if not dry_run:
            write_import(plan)
    except ImportFaultsError as error:
        _report_faults([vars(fault) for fault in error.faults], str(error), as_json)
        raise typer.Exit(1) from None
    except (TableError, PlaceFileError, OSError) as error:
        _report_faults([{"row": None, "message": str(error)}], str(error), as_json)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps({**plan.as_dict(), "written": not dry_run}, ensure_ascii=False))
        return
    typer.echo("\n".join(plan.lines()))
    if dry_run:
        typer.echo("nothing was written (--dry-run)", err=True)


@new.command("guide")
def new_guide(
    name: Annotated[str, typer.Argument(metavar="TOPIC/ID", help="Such as health/dentist.")],
    corpus: CorpusOption = None,
) -> None:
    """Make the folder of a guide, with a file to fill in for every language."""
    from knowledge.library import CORPUS
    from knowledge.new_guide import NewGuideError, make_guide

    try:
        typer.echo(make_guide(name, corpus or CORPUS))
    except (NewGuideError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def stats(as_json: JsonOption = False) -> None:
    """How much there is: guides by topic and language, phrasings, places, facts, articles."""
    from knowledge.library import load_library
    from knowledge.model.guide import TOPICS
    from nlu.languages import LANGUAGES

    library = load_library()
    guides = library.guides.values()
    table: dict[str, Any] = {
        "guides": {
            topic: {
                lang: sum(lang in g.texts for g in guides if g.topic == topic) for lang in LANGUAGES
            }
            for topic in TOPICS
        },
        "guides_total": len(library.guides),
        "texts": {lang: sum(lang in g.texts for g in guides) for lang in LANGUAGES},
        "phrasings": {
            lang: sum(len(g.phrasings.get(lang, ())) for g in guides) for lang in LANGUAGES
        },
        "articles_translated": {
            lang: sum(bool(a.translation(lang)) for a in library.articles.values())
            for lang in LANGUAGES
        },
        "articles_total": len(library.articles),
        "places": dict(Counter(place.kind for place in library.places.values())),
        "places_total": len(library.places),
        "facts_total": len(library.facts),
    }
    if as_json:
        typer.echo(json.dumps(table, ensure_ascii=False, indent=1))
        return
    shown = [lang for lang in LANGUAGES if table["phrasings"][lang]]
    typer.echo("guides".ljust(14) + "".join(lang.rjust(6) for lang in shown))
    rows = {**table["guides"], "all": table["texts"], "phrasings": table["phrasings"]}
    rows["articles"] = table["articles_translated"]
    for name, row in rows.items():
        typer.echo(name.ljust(14) + "".join(str(row[lang]).rjust(6) for lang in shown))
    places = ", ".join(f"{count} {kind}" for kind, count in table["places"].items())
    typer.echo(f"\n{table['places_total']} places: {places}")
    typer.echo(f"{table['facts_total']} facts, {table['articles_total']} articles")


@app.command()
def stale(
    days: Annotated[int, typer.Option(min=0, help="Also those due within so many days.")] = 60,
) -> None:
    """The facts that are past their review, or soon will be, as a Markdown table."""
    from knowledge.library import load_library

    library = load_library()
    today = now().date()
    used = Counter(fact for guide in library.guides.values() for fact in guide.header.facts)
    due = [f for f in library.facts.values() if (f.review_by - today).days <= days]
    typer.echo("| fact | to be reviewed by | guides that use it | statement |")
    typer.echo("| --- | --- | --- | --- |")
    for fact in sorted(due, key=lambda fact: (fact.review_by, fact.id)):
        typer.echo(f"| {fact.id} | {fact.review_by} | {used[fact.id]} | {fact.statement.en} |")


@app.command()
def show(
    entry: Annotated[str, typer.Argument(help="guide:…, place:… or article:39")],
    language: Annotated[str, typer.Option("--lang", "-l", help="Language code.")] = "en",
) -> None:
    """An entry as people will read it."""
    from knowledge.answer import compose_answer
    from knowledge.library import load_library

    try:
        answer = compose_answer(load_library(), entry, language)
    except KeyError:
        typer.echo(f"there is no entry {entry}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{answer.title}\n\n{answer.text}\n")
    for place in answer.places:
        phones = ", ".join(phone["number"] for phone in place["phones"])
        typer.echo(f"  {place['name']} · {place['address_zh'] or ''} · {phones}")
    for cited in answer.citations:
        typer.echo(f"  · {cited['title']} {cited.get('url') or ''} {cited.get('as_of') or ''}")


@app.command()
def index(
    force: Annotated[bool, typer.Option(help="Build even if nothing has changed.")] = False,
) -> None:
    """Build the search index, where content, encoder or program have changed."""
    from assistant.settings import Settings

    typer.echo(build(Settings(), force))


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    language: Annotated[str | None, typer.Option("--lang", "-l", help="Language code.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    as_json: JsonOption = False,
) -> None:
    """Search without the dialogue: the entries found, and what would be done."""
    from actions.knowledge_base import open_knowledge_base
    from assistant.settings import Settings
    from nlu.identify import identify

    settings = Settings()
    base = open_knowledge_base(settings.index_folder, settings.encoder)
    language = language or identify(question).language
    result = base.searcher.search(question, language, limit=limit)
    if as_json:
        hits = [vars(hit) for hit in result.hits]
        found = {"language": language, "outcome": result.outcome, "confidence": result.confidence}
        typer.echo(json.dumps({**found, "hits": hits}, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{language}: {result.outcome.value} ({result.confidence:.2f})")
    for hit in result.hits:
        typer.echo(f"{hit.score:.2f}  {hit.entry}  {hit.snippet}")


def _report_faults(faults: list[dict[str, Any]], text: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"faults": faults, "written": False}, ensure_ascii=False))
    else:
        typer.echo(f"{text}\nnothing was written", err=True)


def build(settings: Settings, force: bool = False) -> Path:
    """Build the index of these settings unless it is there; its folder."""
    from knowledge.index import build_index
    from knowledge.index_version import current_version, fingerprint
    from knowledge.library import load_library
    from nlu.encoder import load_encoder

    encoder = load_encoder(settings.encoder)
    version = fingerprint(encoder)
    root = settings.index_folder
    if current_version(root) == version and not force:
        return root / version
    return build_index(
        load_library(), encoder, root, version, lambda text: typer.echo(text, err=True)
    )
