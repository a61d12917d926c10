"""Each recipe of the README is followed to the letter in a copy of the program; a false recipe fails here."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from directory.config import ROOT
from tests.recipes.conftest import Workshop


def test_a_category_is_one_entry_and_every_surface_has_it(workshop: Workshop) -> None:
    workshop.add_after(
        "data/categories.toml",
        "# Themes: ",
        """
[[category]]
slug = "invented_door"
path = "porte-inventee"
label = "Porte inventée"
plural = "Portes inventées"
description = "Une porte inventée pour un essai."
group = "accompagner"
order = 45
measure = 10
synonyms = ["zibeline"]
hsds_taxonomy = "invented-door"

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
    workshop.add_after(
        "directory/imports/__init__.py", "SOURCES: ", '    "inventee": Source(listings=invented.read),\n'
    )
    workshop.add_after(
        "directory/imports/__init__.py",
        "from directory.imports.rows import",
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


#: The last migration, which a new one follows.
HEAD = str(ScriptDirectory(str(ROOT / "directory/database/migrations")).get_current_head())


def add_pets(workshop: Workshop) -> None:
    """Follow « Add a fact »: whether one may come with an animal, a text."""
    workshop.write(
        "directory/database/migrations/versions/20991231_1_animals.py",
        f'''"""Whether one may come with an animal."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "20991231_1", "{HEAD}"


def upgrade() -> None:
    """Nobody told yet."""
    with op.batch_alter_table("listing") as table:
        table.add_column(sa.Column("animals", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("listing") as table:
        table.drop_column("animals")
''',
    )
    workshop.add_after(
        "directory/models/listing.py",
        "    fallback: str = Field",
        '    animals: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})\n',
    )
    workshop.add_after("directory/listings/drafts.py", "    fallback: str", '    animals: str = ""\n')
    workshop.add_after("directory/listings/public_view.py", "    fallback: str", "    animals: str\n")
    workshop.add_after(
        "directory/listings/fields.py",
        '_free("fallback"',
        '    _free("animals", "Animaux", 100, "Animaux admis.", is_about_stay=True),\n',
    )


def test_a_fact_is_said_in_five_places_and_every_door_has_it(workshop: Workshop) -> None:
    add_pets(workshop)
    workshop.run("""
from directory.imports import template, template_rows
from directory.listings.differences import compare
from directory.listings.drafts import check
from directory.storing.states import state_of
from tests.fictional import make_confidential

told = make_draft("une", name="Accueil fictif du port", animals="Petits chiens")
keep(told)
# The public page, the data, the files.
slug = client.get("/api/v1/listings?departement=56").json["listings"][0]["slug"]
page = client.get(f"/fiches/{slug}").text
assert "Animaux" in page and "Petits" in page
[listing] = client.get("/exports/listings.json").json["listings"]
assert listing["animals"] == "Petits chiens"
assert "animals" in client.get("/exports/listings.csv").text.splitlines()[0]
schema = client.get("/api/v1/openapi.json").json
assert "Animaux admis." in str(schema)
# A row of the template and back, and a change of it in French.
assert "Animaux" in template_rows.HEADER
row = template.read_row(2, {"ref": "deux", "name": "Maison fictive", "category": "outreach",
    "departements": "56", "animals": "Aucun", "source_url": "https://source.example/"})
assert row.draft.animals == "Aucun"
before, after = state_of(told), state_of(replace(told, animals="Aucun"))
[difference] = compare(before, after)
assert (difference.label, difference.after) == ("Animaux", "Aucun")
# Too long is refused; a confidential listing is not betrayed by it; a purge forgets it.
assert [p.field for p in check(replace(told, animals="x" * 101))] == ["animals"]
assert "animals" in {p.field for p in check(make_confidential("trois", animals="Au 12 rue des Tilleuls"))}
from directory.listings.fields import FORGOTTEN
assert "animals" in FORGOTTEN
# A coordinator reads it in the form, and changes it there.
from tests.people import browse, make_account
from tests.team import Team, send, typed
team = Team(app)
with team.session() as session:
    make_account(session, "kim", "coordinator", "56")
kim = team.browser("kim")
values = typed(kim, team.path("une"))
assert values["animals"] == "Petits chiens"
assert send(kim, team.path("une"), values, animals="Chats").status_code == 303
assert team.listing("une").animals == "Chats"
""")


def test_a_fact_with_a_forgotten_entry_stops_the_program_and_says_which(workshop: Workshop) -> None:
    workshop.forgotten = "listings/fields.py"
    add_pets(workshop)
    assert "The fact animals has no entry in listings/fields.py." in workshop.start()


def test_a_fact_without_its_migration_is_named_by_the_database(workshop: Workshop) -> None:
    workshop.forgotten = "migrations"
    add_pets(workshop)
    assert "animals" in workshop.run('keep(make_draft("une"))', expect_failure=True)


def add_suspicion(workshop: Workshop) -> None:
    """Follow « Add a filter one ticks »: what accepts a mere suspicion."""
    workshop.add_after(
        "directory/search/form.py", "    walk_in: bool = False", "    accepts_suspicion: bool = False\n"
    )
    workshop.add_after(
        "directory/search/form.py",
        "FLAGS: ",
        """    "soupcon": Flag(
        "accepts_suspicion", "suspicion", "Un soupçon suffit", "ce qui accepte un soupçon"
    ),
""",
    )
    workshop.add_after(
        "directory/publishing/tokens.py",
        '    WALK_IN: "walk_in",',
        '    "suspicion": "accepts_suspicion",\n',
    )
    workshop.add_after("directory/publishing/tokens.py", "FACTS = (", '    "suspicion",\n')


def test_a_filter_with_a_forgotten_entry_stops_the_program_and_says_which(workshop: Workshop) -> None:
    workshop.forgotten = "FLAGS"
    add_suspicion(workshop)
    assert "accepts_suspicion of SearchForm has no entry in FLAGS" in workshop.start()


def test_a_filter_is_a_field_its_words_and_the_token_of_its_fact(workshop: Workshop) -> None:
    add_suspicion(workshop)
    workshop.run("""
keep(make_draft("une", name="Accueil fictif du port", accepts_suspicion="yes"),
     make_draft("deux", name="Maison fictive du bourg"))
page = client.get("/departements/56?soupcon=1").text
assert "Accueil fictif du port" in page and "Maison fictive du bourg" not in page
assert "Un soupçon suffit" in page
[found] = client.get("/api/v1/listings?departement=56&soupcon=1").json["listings"]
assert found["name"] == "Accueil fictif du port"
assert "soupcon" in str(client.get("/api/v1/openapi.json").json)
assert len(client.get("/exports/listings.json?soupcon=1").json["listings"]) == 1
""")
