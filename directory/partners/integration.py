"""What a webmaster chooses on /integrer, and the snippets that show it in their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from directory.listings.categories import BY_PATH
from directory.listings.national_numbers import in_force
from directory.partners.colours import DEFAULT, Colours, find_problems, read_colour
from directory.partners.partners import PREVIEW
from directory.places.territories import FRANCE, TERRITORIES, Territory, find_territory
from directory.search.form import MAX_TEXT, OversizedParameter

LEAST_HEIGHT, MOST_HEIGHT, USUAL_HEIGHT = 400, 2000, 700
#: Stands in a snippet for the code of somebody who has none yet.
PLACEHOLDER = "votre-code"
_NAMES = ("territoire", "partenaire", "hauteur", "couleur", "fond")


@dataclass(frozen=True, slots=True)
class Integration:
    """A choice. `typed` keeps what was written, `problems` says by field what is wrong, in French."""

    territory: Territory = TERRITORIES[FRANCE]
    partner: str = ""
    categories: tuple[str, ...] = ()
    colours: Colours = DEFAULT
    height: int = USUAL_HEIGHT
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def embed_path(self, partner: str) -> str:
        """The address of this choice in the frame of a partner."""
        colours = f"/{self.colours.code}" if self.colours != DEFAULT else ""
        return f"/embed/{partner}/{self.territory.code}{colours}{self._query()}"

    @property
    def shown_colours(self) -> Colours:
        """The colours as typed, even unreadable ones, for the form that asks for others."""
        accent, ground = (read_colour(self.typed.get(name, "")) for name in ("couleur", "fond"))
        return Colours(accent or DEFAULT.accent, ground or DEFAULT.ground)

    @property
    def preview_path(self) -> str:
        """The address the preview frames."""
        return self.embed_path(PREVIEW)

    @property
    def picture_path(self) -> str:
        """The address of the still picture."""
        return f"/images/{self.territory.code}.png{self._query()}"

    def _query(self) -> str:
        return "?" + urlencode([("categorie", path) for path in self.categories]) if self.categories else ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy: `text` is what goes in the page."""

    slug: str
    label: str
    hint: str
    text: str


def parse_integration(arguments: Mapping[str, Sequence[str]]) -> Integration:
    """Read a choice from an address; raise `OversizedParameter` for a value no choice needs."""
    typed = {name: (arguments.get(name) or ("",))[-1].strip() for name in _NAMES}
    asked = list(arguments.get("categorie", ()))
    for name, value in (*typed.items(), *(("categorie", value) for value in asked)):
        if len(value) > MAX_TEXT or len(asked) > len(BY_PATH):
            raise OversizedParameter(
                f"Le paramètre « {name} » est trop long : {MAX_TEXT} caractères au plus."
            )
    problems: dict[str, str] = {}
    territory = find_territory(typed["territoire"] or FRANCE)
    if territory is None:
        problems["territoire"] = (
            f"Territoire « {typed['territoire'][:20]} » inconnu : 59, region-53 ou france."
        )
    unknown = [path for path in asked if path and path not in BY_PATH]
    if unknown:
        problems["categorie"] = f"Catégorie « {unknown[0][:40]} » : inconnue."
    height = int(typed["hauteur"]) if typed["hauteur"].isascii() and typed["hauteur"].isdigit() else None
    if typed["hauteur"] and (height is None or not LEAST_HEIGHT <= height <= MOST_HEIGHT):
        problems["hauteur"] = f"Hauteur : un nombre de pixels, de {LEAST_HEIGHT} à {MOST_HEIGHT}."
    colours = _read_colours(typed, problems)
    return Integration(
        territory=territory or TERRITORIES[FRANCE],
        partner=typed["partenaire"],
        categories=tuple(path for path in BY_PATH if path in asked),
        colours=colours,
        height=USUAL_HEIGHT if height is None or "hauteur" in problems else height,
        typed=typed,
        problems=problems,
    )


def _read_colours(typed: Mapping[str, str], problems: dict[str, str]) -> Colours:
    """Return the colours typed, ours for those left empty; unreadable ones are said and left out."""
    found = {}
    for name, usual in (("couleur", DEFAULT.accent), ("fond", DEFAULT.ground)):
        colour = read_colour(typed[name]) if typed[name] else usual
        if colour is None:
            problems[name] = f"Couleur « {typed[name][:20]} » : six chiffres hexadécimaux, comme #1d4e79."
        found[name] = colour or usual
    colours = Colours(found["couleur"], found["fond"])
    contrasts = find_problems(colours)
    problems.update({name: contrasts[name] for name in contrasts if name not in problems})
    return DEFAULT if contrasts else colours


def make_snippets(choice: Integration, public_url: str) -> tuple[Snippet, ...]:
    """Return what to copy, `public_url` being the address of the site without a final slash."""
    name = escape(choice.territory.name)
    partner = choice.partner or PLACEHOLDER
    page = escape(public_url + choice.territory.public_path)
    framed = escape(public_url + choice.embed_path(partner))
    link = f'<a href="{page}">Ressources pour un mineur en danger, {name}</a>'
    frame = (
        f'<iframe src="{framed}" title="Carte des ressources, {name}" width="100%"\n'
        f'  height="{choice.height}" loading="lazy" referrerpolicy="origin"\n'
        '  style="display:block;border:0"></iframe>\n'
        f"<p>{link}. {_danger()}</p>"
    )
    component = (
        f'<script src="{escape(public_url)}/embed/v1/relais-embed.js" async></script>\n'
        f"<relais-carte {_attributes(choice, partner)}>\n"
        f"  <p>{link}.\n  {_danger()}</p>\n</relais-carte>"
    )
    picture = (
        f'<a href="{page}"><img src="{escape(public_url + choice.picture_path)}" width="640"\n'
        f'  alt="Carte et liste des ressources, {name}"></a>'
    )
    # The page is what people know; only the frame has a region, colours and kinds of resources.
    pasted = public_url + choice.embed_path(partner)
    if choice.territory.departement and pasted.endswith(f"/{choice.territory.code}"):
        pasted = f"{public_url}{choice.territory.public_path}?partenaire={partner}"
    return (
        Snippet(
            "composant", "Composant web", "La hauteur suit le contenu ; sans JavaScript, un lien.", component
        ),
        Snippet("cadre", "Cadre (iframe)", "Une hauteur fixe, aucun script dans votre page.", frame),
        Snippet(
            "wordpress", "WordPress, Drupal", "Collez cette adresse seule sur une ligne (oEmbed).", pasted
        ),
        Snippet(
            "declaration",
            "Déclarer le site à WordPress",
            "Une fois, dans le thème ou une extension, avant de coller l’adresse : sinon WordPress bloque "
            "les filtres, les liens et les appels du cadre.",
            f"add_action('init', fn () => wp_oembed_add_provider('{public_url}/*', '{public_url}/oembed'));",
        ),
        Snippet("lien", "Lien simple", "Fonctionne partout, sans code de partenaire.", link),
        Snippet("image", "Image pour une lettre", "Refaite chaque jour, sans code de partenaire.", picture),
    )


def _danger() -> str:
    """What stands in the page of a partner, whatever becomes of the frame."""
    now, listening = in_force()["17"], in_force()["119"]
    return (
        f'Danger immédiat : <a href="{now.href}">{now.number}</a>. '
        f'Enfance en danger : <a href="{listening.href}">{listening.number}</a>.'
    )


def component_of(snippets: Sequence[Snippet]) -> str:
    """The text of the web component among some snippets, which a letter carries."""
    return next(each.text for each in snippets if each.slug == "composant")


def _attributes(choice: Integration, partner: str) -> str:
    """The attributes of the web component."""
    pairs = [("partenaire", partner)]
    if choice.territory.departement:
        pairs.append(("departement", choice.territory.code))
    elif choice.territory.region_code:
        pairs.append(("region", choice.territory.region_code))
    else:
        pairs.append(("territoire", choice.territory.code))
    if choice.colours != DEFAULT:
        pairs.append(("couleurs", choice.colours.code))
    if choice.categories:
        pairs.append(("categories", " ".join(choice.categories)))
    if choice.typed.get("hauteur") and choice.height != USUAL_HEIGHT:
        pairs.append(("hauteur", str(choice.height)))
    return " ".join(f'{name}="{escape(value)}"' for name, value in pairs)
