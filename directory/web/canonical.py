"""Which addresses are worth keeping finished: those that our own pages and parameters could write.

An address may be given any parameter, or the same one spelt in a hundred ways, and answers the same page.
It is answered, and never kept: whoever invents addresses fills neither the memory nor the disk.
"""

from __future__ import annotations

from string import punctuation
from urllib.parse import quote, urlencode

from flask import request
from werkzeug.routing import IntegerConverter

from directory.api import operations, operations_hsds
from directory.api.parameters import PAGE_SEARCH
from directory.search.form import FLAGS

#: Every parameter that a door reads; `tests/doors/front/test_addresses_kept.py` holds our own links to it.
READ = frozenset(
    {
        *FLAGS,
        *(parameter.name for parameter in PAGE_SEARCH),
        *(
            parameter.name
            for declared in (operations.OPERATIONS, operations_hsds.OPERATIONS)
            for operation in declared.values()
            for parameter in operation.parameters
        ),
        *("page", "portee", "lieu", "choix", "dep", "etape", "besoin", "de", "vers", "f", "region", "mesure"),
        *("territoire", "partenaire", "hauteur", "couleur", "fond", "url", "format", "maxwidth", "maxheight"),
    }
)
#: Those that may be said several times.
SEVERAL = frozenset({"groupe", "categorie", "besoin", "f"})
#: The one that names a version of a file.
VERSION = "v"


class WholeNumber(IntegerConverter):
    """A number in an address, spelt in one way: no zero before it, no digit of another script."""

    regex = "(?:0|[1-9][0-9]*)"


def is_canonical() -> bool:
    """Whether the parameters of this address are ones we read, each said once, and spelt as we spell them."""
    pairs = list(request.args.items(multi=True))
    once = [pair[0] if pair[0] not in SEVERAL else pair for pair in pairs]
    spelt = quote(request.query_string, safe=punctuation).replace("%20", "+")  # letters as they are, too
    return READ.issuperset(request.args) and len(set(once)) == len(once) and urlencode(pairs) == spelt


def names_a_version() -> bool:
    """Whether this address says a version and nothing else."""
    return set(request.args) <= {VERSION} and len(request.args.getlist(VERSION)) < 2
