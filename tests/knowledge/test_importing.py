"""Importing places from tables: what is added, changed and refused; nothing is half written."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from assistant.cli.knowledge import app
from knowledge import importing, tables
from knowledge.importing import plan_import, write_import
from knowledge.library import CORPUS
from knowledge.place_files import read_place_files
from knowledge.place_rows import ImportFaultsError
from knowledge.tables import TableError, read_table

ROW = {
    "id": "dentist-xihu",
    "kind": "hospital",
    "name_en": "Xihu Dental Clinic",
    "name_zh": "西湖口腔门诊",
    "name_ko": "시후 치과",
    "district": "xihu",
    "address_en": "No. 1 Wenyi West Road, Xihu District",
    "address_zh": "杭州市西湖区文一西路1号",
    "phone_1": "0571-88888888",
    "phone_1_label": "main",
    "phone_2": "12345",
    "phone_2_label": "",
    "hours": "Mo-Fr 09:00-17:00",
    "languages": "zh, en",
    "services": "fillings, crowns; teeth cleaning",
    "urls": "https://example.org https://example.com",
    "articles": "36, 38",
    "position": "30.28, 120.1",
    "source_title": "Clinic's page",
    "source_url": "https://example.org",
    "source_date": "2026-01-31",
    "confidence": "medium",
    "as_of": "2026-11-23",
    "note": "called on Monday",
}
KNOWN = "hotline-110-police"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    (root / "guides").mkdir(parents=True)
    (root / "regulation").mkdir()
    shutil.copytree(CORPUS / "places", root / "places")
    shutil.copy(CORPUS / "regulation" / "zh.txt", root / "regulation")
    return root


def write_csv(folder: Path, *rows: dict[str, str], encoding: str = "utf-8", **format: str) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), **format)
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "places.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(folder: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "places.xlsx"
    book.save(path)
    return path


def contents(corpus: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (corpus / "places").iterdir()}


def faults(table: Path, corpus: Path) -> list[str]:
    before = contents(corpus)
    with pytest.raises(ImportFaultsError) as raised:
        plan_import(table, corpus)
    assert contents(corpus) == before
    assert raised.value.faults
    return str(raised.value).splitlines()


def test_a_new_place_goes_to_the_file_of_its_kind(tmp_path: Path, corpus: Path) -> None:
    before = read_place_files(corpus / "places")
    plan = plan_import(write_csv(tmp_path, ROW), corpus)
    assert [change.place for change in plan.added] == ["dentist-xihu"]
    assert list(plan.files) == [corpus / "places" / "hospital.yaml"]
    write_import(plan)
    after = read_place_files(corpus / "places")
    place = after[corpus / "places" / "hospital.yaml"][-1]
    assert place.names == {
        "en": "Xihu Dental Clinic",
        "zh": "西湖口腔门诊",
        "ko": "시후 치과",
    }
    assert [(phone.number, phone.label) for phone in place.phones] == [
        ("0571-88888888", "main"),
        ("12345", None),
    ]
    assert place.services == ["fillings, crowns", "teeth cleaning"]
    assert place.urls == ["https://example.org", "https://example.com"]
    assert place.languages == ["zh", "en"]
    assert place.articles == [36, 38]
    assert place.position == (30.28, 120.1)
    assert sum(map(len, after.values())) == sum(map(len, before.values())) + 1


def test_importing_the_same_again_changes_nothing(tmp_path: Path, corpus: Path) -> None:
    table = write_csv(tmp_path, ROW)
    write_import(plan_import(table, corpus))
    written = contents(corpus)
    plan = plan_import(table, corpus)
    assert (plan.unchanged, plan.files) == (["dentist-xihu"], {})
    write_import(plan)
    assert contents(corpus) == written


def test_a_new_kind_of_place_gets_its_file(tmp_path: Path, corpus: Path) -> None:
    (corpus / "places" / "hospital.yaml").unlink()
    write_import(plan_import(write_csv(tmp_path, ROW), corpus))
    assert len(read_place_files(corpus / "places")[corpus / "places" / "hospital.yaml"]) == 1


def test_absent_columns_leave_a_known_place_as_it_is(tmp_path: Path, corpus: Path) -> None:
    old = next(p for p in read_place_files(corpus / "places")[hotlines(corpus)] if p.id == KNOWN)
    table = write_csv(tmp_path, {"id": KNOWN, "name_fr": "La police", "note": ""})
    plan = plan_import(table, corpus)
    (change,) = plan.changed
    assert dict(change.fields) == {
        "names.fr": (old.names["fr"], "La police"),
        "note": (old.note, None),
    }
    assert f"  names.fr: {old.names['fr']} → La police" in list(plan.lines())
    write_import(plan)
    new = next(p for p in read_place_files(corpus / "places")[hotlines(corpus)] if p.id == KNOWN)
    assert new.names == {**old.names, "fr": "La police"}
    assert new.copy(update={"names": old.names, "note": old.note}) == old


def test_only_the_record_that_changed_changes_in_its_file(tmp_path: Path, corpus: Path) -> None:
    before = hotlines(corpus).read_text(encoding="utf-8").splitlines()
    others = {name: content for name, content in contents(corpus).items() if name != "hotline.yaml"}
    write_import(plan_import(write_csv(tmp_path, {"id": KNOWN, "name_fr": "La police"}), corpus))
    after = hotlines(corpus).read_text(encoding="utf-8").splitlines()
    differing = [line for line, other in zip(after, before, strict=True) if line != other]
    assert differing == ["    fr: La police"]
    assert {name: contents(corpus)[name] for name in others} == others


def test_a_phone_column_replaces_the_phones(tmp_path: Path, corpus: Path) -> None:
    plan = plan_import(write_csv(tmp_path, {"id": KNOWN, "phone_1": "110"}), corpus)
    assert dict(plan.changed[0].fields) == {
        "phones": ([{"number": "110", "label": "free"}], [{"number": "110"}])
    }
    plan = plan_import(write_csv(tmp_path, {"id": KNOWN, "phone_1": ""}), corpus)
    assert plan.changed[0].fields["phones"][1] is None


def hotlines(corpus: Path) -> Path:
    return corpus / "places" / "hotline.yaml"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_programs_save_it(
    tmp_path: Path, corpus: Path, encoding: str, delimiter: str
) -> None:
    row = {**ROW, "note": 'two\nlines, "quoted"; and more'}
    table = write_csv(tmp_path, row, encoding=encoding, delimiter=delimiter)
    plan = plan_import(table, corpus)
    assert plan.added[0].fields["note"] == (None, row["note"].replace("\r", ""))


def test_header_case_and_empty_rows_do_not_matter(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(f"ID,Name_FR,,\n\n,,,\n{KNOWN},La police\n", encoding="utf-8")
    assert [change.place for change in plan_import(path, corpus).changed] == [KNOWN]


WRONG = {
    "no id": ({"id": ""}, "row 2: id: field required"),
    "id": ({"id": "Not An Id"}, "row 2: id: string does not match regex"),
    "kind": ({"kind": "shop"}, "row 2: kind: unknown kind 'shop'"),
    "no kind": ({"kind": ""}, "row 2: kind: field required"),
    "no English name": ({"name_en": ""}, "row 2: name_en, name_zh: a place has a name"),
    "district": ({"district": "pudong"}, "row 2: district: unknown district"),
    "phone": ({"phone_1": "call us"}, "row 2: phone_1: string does not match regex"),
    "label": ({"phone_2_label": "mobile"}, "row 2: phone_2_label: unexpected value"),
    "label alone": ({"phone_1": ""}, "row 2: phone_1: string does not match regex"),
    "hours": ({"hours": "9 to 5"}, "row 2: hours: not days such as Mo-Fr"),
    "language": ({"languages": "Chinese"}, "row 2: languages: not a language code"),
    "url": ({"urls": "example.org"}, "row 2: urls: not a web address"),
    "article": ({"articles": "thirty"}, "row 2: articles: value is not a valid integer"),
    "no such article": ({"articles": "36 999"}, "row 2: articles: no such article: 999"),
    "position": ({"position": "30.28"}, "row 2: position: wrong tuple length"),
    "far away": ({"position": "39.9 116.4"}, "row 2: position: the position"),
    "no source": ({"source_url": ""}, "row 2: source_url: field required"),
    "confidence": ({"confidence": "low"}, "row 2: confidence: unexpected value"),
    "date": ({"as_of": "yesterday"}, "row 2: as_of: invalid date format"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_row_is_named(tmp_path: Path, corpus: Path, name: str) -> None:
    change, message = WRONG[name]
    (found,) = faults(write_csv(tmp_path, {**ROW, **change}), corpus)
    assert found.startswith(message)


def test_all_faults_are_listed_at_once(tmp_path: Path, corpus: Path) -> None:
    rows = [{**ROW, "kind": "shop", "hours": "always"}, {**ROW, "id": "b"}, {**ROW, "as_of": "x"}]
    found = faults(write_csv(tmp_path, *rows), corpus)
    assert [line.split(":")[0] for line in found] == ["row 2"] * 3 + ["row 4"] * 2
    assert found[0] == "row 2: the id 'dentist-xihu' stands in more than one row"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,name_xx", "row 1: unknown column: name_xx"),
        ("id,phone_10", "row 1: unknown column: phone_10"),
        ("name_en", "row 1: there is no column id"),
    ],
)
def test_a_wrong_column_is_named(tmp_path: Path, corpus: Path, header: str, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(f"{header}\nx,y\n" if "," in header else f"{header}\nx\n")
    assert message in faults(path, corpus)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the table is empty"),
        (b"\xef\xbb\xbf", "the table is empty"),
        (b",,\n", "the table is empty"),
        (b"id,,kind\n", "column 2 has no name"),
        (b"id,ID\n", "the table has a column twice: id"),
        (b"id,kind\na,b\na,b,c\n", "row 3 has more cells than the header"),
        ("id,name_zh\na,西湖\n".encode("gb18030"), "line 2 is not UTF-8"),
        ("id,name_zh\na,x\n".encode("utf-16"), "line 1 is not UTF-8"),
        (b'id,kind\n"a,b\n', "not CSV"),
        (b"id,kind\na,\0\n", "not CSV"),
        (b"id\n" + b"x" * 200_000 + b"\n", "not CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_table(path)


def test_a_table_without_rows_is_a_fault(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("id,kind\n")
    assert faults(path, corpus) == ["row 1: the table has no rows under its header"]


def test_sizes_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(b"id\n" + b"x" * tables.MAX_BYTES)
    with pytest.raises(TableError, match="larger than 10 MB"):
        read_table(path)
    path.write_text("id\n" + "x\n" * tables.MAX_ROWS)
    assert len(read_table(path)) == tables.MAX_ROWS
    path.write_text("id\n" + "x\n" * (tables.MAX_ROWS + 1))
    with pytest.raises(TableError, match="more than 20,000 rows"):
        read_table(path)
    path.write_text(",".join(f"c{n}" for n in range(tables.MAX_COLUMNS + 1)))
    with pytest.raises(TableError, match="more than 200 columns"):
        read_table(path)


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_UNPACKED_BYTES", 1_000_000)
    path = tmp_path / "places.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2_000_000)
    with pytest.raises(TableError, match="unpacks to more than"):
        read_table(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"id,kind\na,b\n"])
def test_a_damaged_xlsx_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "places.xlsx"
    path.write_bytes(content)
    with pytest.raises(TableError, match="damaged, or is not XLSX"):
        read_table(path)


def test_an_xlsx_with_something_else_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<not xml")
    with pytest.raises(TableError, match="damaged, or is not XLSX"):
        read_table(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.ods"
    path.write_bytes(b"x")
    with pytest.raises(TableError, match=r"not a \.csv or \.xlsx file"):
        read_table(path)


def test_xlsx_is_read_as_csv_is(tmp_path: Path, corpus: Path) -> None:
    row = {
        **ROW,
        "phone_2": 12345,
        "articles": 36.0,
        "as_of": datetime.date(2026, 11, 23),
        "phone_2_label": None,
    }
    table = write_xlsx(tmp_path, list(row), list(row.values()))
    plan = plan_import(table, corpus)
    write_import(plan)
    place = read_place_files(corpus / "places")[corpus / "places" / "hospital.yaml"][-1]
    assert place.phones[1].number == "12345"
    assert place.articles == [36]
    assert place.as_of.isoformat() == "2026-11-23"


def test_formulas_are_not_evaluated(tmp_path: Path, corpus: Path) -> None:
    table = write_xlsx(tmp_path, ["id", "name_fr"], [KNOWN, '="La "&"police"'])
    (change,) = plan_import(table, corpus).changed
    assert change.fields["names.fr"][1] is None


def test_the_error_of_a_formula_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id"])
    book.active.append(["#REF!"])
    book.active["A2"].data_type = "e"
    book.save(tmp_path / "places.xlsx")
    with pytest.raises(TableError, match="row 2: a formula ends in the error #REF!"):
        read_table(tmp_path / "places.xlsx")


def test_nothing_is_written_if_a_file_cannot_be(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**ROW, "id": "school-x", "kind": "school"}
    plan = plan_import(write_csv(tmp_path, ROW, other), corpus)
    assert len(plan.files) == 2
    before = contents(corpus)
    wrote = []

    def full(places: list) -> str:
        if wrote:
            raise OSError("no space left on device")
        wrote.append(places)
        return "[]"

    monkeypatch.setattr(importing, "format_places", full)
    with pytest.raises(OSError, match="no space left"):
        write_import(plan)
    assert contents(corpus) == before


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout


def test_a_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path, corpus: Path) -> None:
    table = str(write_csv(tmp_path, ROW))
    before = contents(corpus)
    code, shown = run("import", table, "--dry-run", "--corpus", str(corpus))
    assert code == 0
    assert "added: dentist-xihu (hospital.yaml)" in shown
    assert "1 added, 0 changed, 0 unchanged" in shown
    assert contents(corpus) == before
    code, shown = run("import", table, "--dry-run", "--json", "--corpus", str(corpus))
    assert json.loads(shown) == {
        "added": ["dentist-xihu"],
        "changed": {},
        "unchanged": [],
        "written": False,
    }


def test_the_command_writes(tmp_path: Path, corpus: Path) -> None:
    table = str(write_csv(tmp_path, ROW))
    assert run("import", table, "--corpus", str(corpus))[0] == 0
    code, shown = run("import", table, "--json", "--corpus", str(corpus))
    assert (code, json.loads(shown)["unchanged"]) == (0, ["dentist-xihu"])


def test_the_command_says_what_is_wrong(tmp_path: Path, corpus: Path) -> None:
    table = str(write_csv(tmp_path, {**ROW, "kind": "shop"}))
    code, shown = run("import", table, "--json", "--corpus", str(corpus))
    assert code == 1
    (fault,) = json.loads(shown)["faults"]
    assert fault["row"] == 2
    assert fault["message"].startswith("kind: unknown kind")
    assert run("import", table, "--corpus", str(corpus))[0] == 1
    (tmp_path / "empty.csv").write_bytes(b"")
    code, shown = run("import", str(tmp_path / "empty.csv"), "--json", "--corpus", str(corpus))
    assert (code, json.loads(shown)["faults"][0]["row"]) == (1, None)
    assert run("import", str(tmp_path / "missing.csv"))[0] == 2
    assert run("import")[0] == 2


def test_a_corpus_that_is_not_in_order_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    hotlines(corpus).write_text("- id: x\n")
    before = contents(corpus)
    assert run("import", str(write_csv(tmp_path, ROW)), "--corpus", str(corpus))[0] == 1
    assert contents(corpus) == before
