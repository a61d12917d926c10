"""What one coordinator proposes and another approves, over HTTP, without script."""

from __future__ import annotations

from directory.models import PendingChange
from tests.team import DESK, LISTINGS, Team, inspect, notice, send, typed


def test_two_people_publish_a_housing_listing_and_change_its_contacts(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    answer = send(kim, team.path("foyer"), typed(kim, team.path("foyer")), phone_value="01 99 00 99 99")
    assert "Une autre personne doit l’approuver" in notice(kim, answer)
    assert "01 99 00 99 99" not in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    (pending,) = team.rows(PendingChange)
    path = f"/coordination/changements/{pending.id}"
    decision = {"decision": "approuver", "version": "1"}
    assert kim.post(path, decision).status_code == 403
    assert team.browser("max").post(path, decision).status_code == 403
    page = inspect(team, lou.get(DESK))
    assert "01 99 00 12 34 01 99 00 99 99" in page.text
    assert "approuvé" in notice(lou, lou.post(path, decision))
    assert "01\u202f99\u202f00\u202f99\u202f99" in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    assert team.rows(PendingChange) == []


def test_a_new_housing_listing_stays_a_draft_until_somebody_else_approves(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    answer = send(
        kim, f"{LISTINGS}/nouvelle", values, name="Foyer inventé", category="adapted_threshold_housing",
        status="published", source_url="https://source.example/foyer",
    )  # fmt: skip
    assert "Une autre personne" in notice(kim, answer)
    made = team.listing(values["ref"])
    assert made.status == "draft"
    (pending,) = team.rows(PendingChange)
    lou.post(f"/coordination/changements/{pending.id}", {"decision": "approuver", "version": "1"})
    assert team.listing(values["ref"]).status == "published"
