"""`assistant knowledge check`: clean on the corpus; finds each kind of fault by file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.check import check_corpus
from knowledge.library import CORPUS, LibraryError, Problem, load_library

TODAY = date(2026, 11, 23)
GUIDE = Path("guides/residence/register-address")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus of real content: three guides, all facts, places and articles."""
    root = tmp_path / "corpus"
    for part in ("facts", "places", "regulation"):
        shutil.copytree(CORPUS / part, root / part)
    for guide in ("register-address", "late-registration", "hotel-or-home"):
        shutil.copytree(CORPUS / "guides/residence" / guide, root / "guides/residence" / guide)
    for path in root.glob("guides/*/*/guide.yaml"):
        header = yaml.safe_load(path.read_text())
        header["related"] = []
        path.write_text(yaml.safe_dump(header))
    return root


def errors(root: Path) -> list[Problem]:
    return [p for p in check_corpus(root, today=TODAY) if not p.warning]


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_the_corpus_is_in_order() -> None:
    assert [str(problem) for problem in errors(CORPUS)] == []


def test_the_small_corpus_is_in_order(corpus: Path) -> None:
    assert [str(problem) for problem in errors(corpus)] == []


def replace(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


FAULTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "digits typed by hand": (
        "en.md",
        replace("{fact:reg-01.deadline_hours}", "{fact:reg-01.deadline_hours} or 3 days"),
        "digits typed by hand: 3",
    ),
    "digits of another script": ("ar.md", lambda t: t + "\n\n٢٤ ساعة", "digits typed by hand"),
    "unknown fact": (
        "en.md",
        replace("{fact:reg-03.fine_max_cny}", "{fact:reg-99.fine}"),
        "no such fact value: reg-99.fine",
    ),
    "unknown value of a fact": (
        "en.md",
        replace("{fact:reg-03.fine_max_cny}", "{fact:reg-03.nothing}"),
        "no such fact value: reg-03.nothing",
    ),
    "fact that is not listed": ("guide.yaml", replace("reg-03", "reg-04"), "does not list"),
    "unknown place": ("guide.yaml", replace("hotline-12367", "hotline-1"), "no such place"),
    "unknown article": ("guide.yaml", replace("39", "31"), "no such article"),
    "unknown related guide": (
        "guide.yaml",
        replace("related: []", "related: [nothing]"),
        "no such related guide",
    ),
    "unknown placeholder": ("en.md", lambda t: t + "\n\n{money:x}", "unknown placeholder"),
    "phone of a place without one": (
        "en.md",
        lambda t: t + "\n\n{phone:accommodation-registration-police}",
        "no place with a phone",
    ),
    "stray brace": ("en.md", lambda t: t + "\n\n{oops", "brace"),
    "placeholder missing in a language": (
        "ko.md",
        lambda t: t.replace("{phone:hotline-12367-immigration}", "…"),
        "misses {phone:hotline-12367-immigration}",
    ),
    "another number of steps": ("fr.md", lambda t: t + "\n\n1. Encore", "steps"),
    "another number of points": ("de.md", lambda t: t + "\n\n- Noch einer", "points"),
    "heading": ("en.md", lambda t: t + "\n\n# More", "not allowed in an answer"),
    "link": ("en.md", lambda t: t + "\n\nSee https://example.org", "not allowed in an answer"),
    "html": ("en.md", lambda t: t + "\n\n<b>x</b>", "not allowed in an answer"),
    "too long": ("en.md", lambda t: t + "\n\n" + "word " * 200, "words; 60 to 180"),
    "too short": ("th.md", lambda t: t.split("---")[0] + "---" + t.split("---")[1] + "---\nสั้น", ""),
    "another language": (
        "es.md",
        lambda t: (
            "---".join(t.split("---")[:2])
            + "---\n"
            + (CORPUS / GUIDE / "ru.md").read_text().split("---")[2]
        ),
        "reads as ru, not es",
    ),
    "too few phrasings": (
        "en.md",
        lambda t: "\n".join(
            line for number, line in enumerate(t.split("\n")) if number < 6 or line[:4] != "  - "
        ),
        "phrasings; 8 to 40",
    ),
    "no front matter": ("en.md", lambda t: t.replace("---\n", "", 1), "front matter"),
    "front matter that is not yaml": ("ja.md", replace("title:", "title: [:"), "not YAML"),
    "unknown front matter": (
        "ja.md",
        replace("title:", "author: x\ntitle:"),
        "unknown front matter",
    ),
    "phrasing that is not text": (
        "ja.md",
        replace("ask:\n", "ask:\n  - 12\n"),
        "not a list of texts",
    ),
    "unknown key": ("guide.yaml", lambda t: t + "\nowner: x\n", "extra fields not permitted"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_guide_is_found(corpus: Path, name: str) -> None:
    file, change, message = FAULTS[name]
    edit(corpus / GUIDE / file, change)
    found = errors(corpus)
    assert found, name
    assert any(message in p.message for p in found), [str(p) for p in found]
    assert any(p.path.parent == corpus / GUIDE and p.line >= 1 for p in found)


def test_a_missing_language_is_found(corpus: Path) -> None:
    (corpus / GUIDE / "vi.md").unlink()
    assert any("has no text in vi" in p.message for p in errors(corpus))


def test_a_phrasing_of_two_guides_is_found_with_its_line(corpus: Path) -> None:
    text = (corpus / GUIDE / "en.md").read_text()
    phrasing = text.split("ask:\n  - ")[1].split("\n")[0]
    other = corpus / "guides/residence/late-registration/en.md"
    edit(other, replace("ask:\n", f"ask:\n  - {phrasing.upper()}\n"))
    (found,) = [p for p in errors(corpus) if "phrasing stands in" in p.message]
    assert found.line > 1


def test_an_unknown_topic_or_language_is_found(corpus: Path) -> None:
    shutil.copytree(corpus / GUIDE, corpus / "guides/weather/x")
    (corpus / GUIDE / "xx.md").write_text("---\ntitle: x\nask: []\n---\n")
    messages = " ".join(p.message for p in errors(corpus))
    assert "unknown topic 'weather'" in messages
    assert "unknown language 'xx'" in messages


PHRASING_FAULTS = {
    "xx: [a b, c d]": "unknown language 'xx'",
    "ko: [어디서 등록하나요, 어떻게 등록하나요]": "ko has a text",
    "it: [dove]": "2 to 30 phrasings",
    "it: [12, {a: b}]": "str type expected",
    "- a list": "not a valid dict",
}


@pytest.mark.parametrize("content", PHRASING_FAULTS)
def test_a_fault_in_further_phrasings_is_found(corpus: Path, content: str) -> None:
    (corpus / GUIDE / "ask.yaml").write_text(content, encoding="utf-8")
    messages = [p.message for p in errors(corpus) if p.path.name == "ask.yaml"]
    assert any(PHRASING_FAULTS[content] in message for message in messages), messages


def test_a_phrasing_of_two_guides_is_found_in_further_phrasings(corpus: Path) -> None:
    for guide in ("register-address", "hotel-or-home"):
        path = corpus / "guides/residence" / guide / "ask.yaml"
        path.write_text(f"it: [dove mi registro, altra domanda {guide}]", encoding="utf-8")
    (found,) = [p for p in errors(corpus) if "phrasing stands in" in p.message]
    assert found.path.name == "ask.yaml"


RECORD_FAULTS = {
    "no source": ("facts", lambda r: r.pop("source"), "source"),
    "empty title": ("facts", lambda r: r["source"].update(title=""), "source.title"),
    "no date": ("facts", lambda r: r["source"].pop("date"), "source.date"),
    "low confidence": ("facts", lambda r: r.update(confidence="low"), "confidence"),
    "unknown unit": (
        "facts",
        lambda r: r.update(values={"x": {"value": 1, "unit": "mile"}}),
        "unit",
    ),
    "range the wrong way round": (
        "facts",
        lambda r: r.update(values={"x": {"value": [5, 2], "unit": "day"}}),
        "range",
    ),
    "phone that is none": ("places", lambda r: r.update(phones=[{"number": "call us"}]), "phones"),
    "unknown district": ("places", lambda r: r.update(district="mars"), "district"),
    "unknown kind": ("places", lambda r: r.update(kind="bar"), "kind"),
    "name in one language": ("places", lambda r: r.update(names={"en": "x"}), "names"),
}


@pytest.mark.parametrize("name", RECORD_FAULTS)
def test_a_fault_in_a_record_is_found(corpus: Path, name: str) -> None:
    folder, change, message = RECORD_FAULTS[name]
    path = sorted((corpus / folder).glob("*.yaml"))[0]
    records = yaml.safe_load(path.read_text())
    change(records[1])
    path.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False))
    found = [p for p in errors(corpus) if p.path == path]
    assert any(message in p.message and p.line > 1 for p in found), [str(p) for p in found]


def test_an_id_used_twice_is_found(corpus: Path) -> None:
    path = sorted((corpus / "facts").glob("*.yaml"))[0]
    records = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump([*records, records[0]], allow_unicode=True))
    assert any("used twice" in p.message for p in errors(corpus))


def test_a_fact_past_its_review_is_a_warning(corpus: Path) -> None:
    late = check_corpus(corpus, today=date(2030, 1, 1))
    assert any(p.warning and "to be reviewed by" in p.message for p in late)
    assert not [p for p in late if not p.warning]


def test_everything_wrong_is_listed_at_once_and_nothing_is_half_loaded(corpus: Path) -> None:
    (corpus / GUIDE / "en.md").write_text("no front matter")
    (corpus / "facts/tax.yaml").write_text("{not: a list}")
    (corpus / "places/medical.yaml").write_text("- [unclosed")
    (corpus / "regulation/zh.txt").write_text("loose text")
    with pytest.raises(LibraryError) as caught:
        load_library(corpus)
    paths = {problem.path.name for problem in caught.value.problems}
    assert {"en.md", "tax.yaml", "medical.yaml", "zh.txt"} <= paths


def test_an_article_with_a_missing_block_is_found(corpus: Path) -> None:
    path = corpus / "regulation/en.yaml"
    records = yaml.safe_load(path.read_text())
    next(r for r in records if r["number"] == 43)["blocks"].pop()
    path.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False))
    assert any("Article 43: 5 blocks, not 6" in p.message for p in errors(corpus))
