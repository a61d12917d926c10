"""Each recipe of the README is followed to the letter in a copy of the program; a false recipe fails here."""

from __future__ import annotations

from tests.recipes.conftest import Workshop


def test_a_category_is_one_entry_and_every_surface_has_it(workshop: Workshop) -> None:
    workshop.add_after(
        "directory/listings/categories.py",
        "_ALL = (",
        """    Category(
        slug="invented_door",
        path="porte-inventee",
        label="Porte inventée",
        plural="Portes inventées",
        description="Une porte inventée pour un essai.",
        group="accompagner",
        order=45,
        measure=10,
        synonyms=("zibeline",),
        hsds_taxonomy="invented-door",
    ),
""",
    )
    workshop.run("""
keep(make_draft("une", name="Accueil fictif du port", category="invented_door"))
page = client.get("/departements/56").text
assert "Porte inventée" in page
assert "Accueil fictif du port" in client.get("/departements/56?categorie=porte-inventee").text
assert "Accueil fictif du port" in client.get("/recherche?q=zibeline").text
[listing] = client.get("/api/v1/listings?categorie=porte-inventee").json["listings"]
assert listing["category_label"] == "Porte inventée"
assert "porte-inventee" in client.get("/api/v1/openapi.json").text
assert "Porte inventée" in client.get("/hsds/services?full=true").text
""")


def test_a_source_of_listings_is_a_module_and_its_name(workshop: Workshop) -> None:
    workshop.write(
        "directory/imports/invented.py",
        '''"""Lists of an invented kind: one name a line."""

from pathlib import Path

from directory.imports import template
from directory.imports.rows import ReadRow


def read(path: Path) -> list[ReadRow]:
    """Read one listing a line."""
    return [
        template.read_row(
            line,
            {
                "ref": f"inventee-{line}",
                "name": name,
                "category": "outreach",
                "departements": "56",
                "source_url": "https://source.example/",
            },
        )
        for line, name in enumerate(path.read_text("utf-8").splitlines(), start=1)
    ]
''',
    )
    workshop.add_after("directory/imports/__init__.py", "SOURCES: ", '    "inventee": invented.read,\n')
    workshop.add_after(
        "directory/imports/__init__.py",
        "from directory.imports.standards import",
        "from directory.imports import invented\n",
    )
    (workshop.folder / "liste.txt").write_text("Maraude fictive du port\nMaraude fictive du bourg\n", "utf-8")
    workshop.run("")
    assert "2 lignes, 0 problèmes" in workshop.flask("data", "check", "liste.txt", "--source", "inventee")
    assert "2 nouvelles" in workshop.flask("data", "load", "liste.txt", "--source", "inventee")
    assert "0 nouvelles" in workshop.flask("data", "load", "liste.txt", "--source", "inventee")
    refused = workshop.flask("data", "check", "liste.txt", "--source", "autre", expect_failure=True)
    assert "inventee" in refused  # the sentence names the sources there are


def test_an_export_format_is_a_function_and_its_entry(workshop: Workshop) -> None:
    workshop.write(
        "directory/exports/tabs.py",
        '''"""Values separated by tabs."""

from directory.exports.cells import neutralise


def write_tabs(header, rows):
    """Yield a file of lines."""
    for row in (header, *rows):
        yield ("\\t".join(str(neutralise(cell)) for cell in row) + "\\n").encode()
''',
    )
    workshop.add_after(
        "directory/exports/__init__.py",
        "from directory.exports.spreadsheet import",
        "from directory.exports.tabs import write_tabs\n",
    )
    workshop.add_after(
        "directory/exports/__init__.py",
        "FORMATS: ",
        '    "tsv": Format("TSV", "text/tab-separated-values; charset=utf-8", write_tabs),\n',
    )
    workshop.run("""
keep(make_draft("une", name="=Accueil fictif"))
answer = client.get("/exports/listings.tsv?departement=56")
assert answer.mimetype == "text/tab-separated-values"
header, line = answer.text.splitlines()
assert "\\t" in header
assert "\\t=Accueil" not in line  # formulas are made harmless as in every format
assert "TSV" in client.get("/api").text
""")


def test_a_geocoder_is_a_function_and_its_name(workshop: Workshop) -> None:
    workshop.add_after(
        "directory/places/geocoding.py",
        "GEOCODERS: ",
        """GEOCODERS = {**GEOCODERS, "invente": lambda address, commune: Point(48.5, -3.5, ADDRESS)}
""",
    )
    workshop.run(
        """
from directory.places import communes
from directory.web.pages import settings
with app.app_context():
    from directory.places.geocoding import GEOCODERS
    point = GEOCODERS[app.config["RELAIS"].geocoder]("5 rue Fictive", communes.find_commune("56260"))
    assert (point.latitude, point.longitude) == (48.5, -3.5)
""",
        GEOCODER="invente",
    )
    assert "invente" in workshop.run("", expect_failure=True, GEOCODER="absent")
