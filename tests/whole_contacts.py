"""A listing of which everything is known of each contact."""

from __future__ import annotations

from tests.fictional import make_contact, make_draft

WHOLE = make_draft(
    "one",
    phones=(
        make_contact("+33199001111"),
        make_contact(
            "+33199002222", "Standard du CHU : demandez l’UAPED", kind="switchboard", source_date="2019-09",
            source_url="https://annuaire.example/chu", seen_on="2026-11-30", confirmed_on="2026-11-20",
            confirmed_by="coordination nationale",
        ),
        make_contact("+33199003333", audience="professionals", kind="on_call", source_date="2025"),
    ),
    emails=(make_contact("accueil@essai.example", kind="mailbox", source_kind="press"),),
)  # fmt: skip
