"""Finished pages: answered without the application, as long as they are true and not a moment longer."""

from __future__ import annotations

import gzip
from datetime import datetime

import pytest

from tests.fictional import make_draft
from tests.front_site import PARIS, Site, kept, unloadable


@pytest.mark.parametrize(
    "address",
    ["/", "/departements/56", "/departements/56?q=équipe", "/rester-discret", "/points.json?departement=56"],
)
def test_the_second_visitor_is_answered_without_the_application(site: Site, address: str) -> None:
    first = site.get(address)
    assert site.asked == 1
    second = site.get(address)
    assert site.asked == 1
    assert second.data == first.data
    assert dict(second.headers) == dict(first.headers)


def test_the_same_bytes_travel_compressed_or_plain(site: Site) -> None:
    plain = site.get("/")
    packed = site.get("/", Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in site.get("/robots.txt", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip;q=0", False), ("br, gzip; q=0.0", False), ("gzip;q=0, *", False), ("br", False),
     ("identity;q=1, gzip;q=0.5", True), ("GZIP;q=0.2", True)],
)  # fmt: skip
def test_a_visitor_who_refuses_compression_is_sent_none(site: Site, accepted: str, packed: bool) -> None:
    assert ("Content-Encoding" in site.get("/", Accept_Encoding=accepted).headers) is packed


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_visitor_who_has_the_page_is_told_so(site: Site, encoding: str) -> None:
    first = site.get("/departements/56", Accept_Encoding=encoding)
    again = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    weak = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match="W/" + first.headers["ETag"])
    assert weak.status_code == 304
    other = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match='"other"')
    assert other.status_code == 200


def test_a_head_is_the_same_answer_without_its_body(site: Site) -> None:
    head = site.get("/departements/56", method="HEAD")
    whole = site.get("/departements/56")
    assert site.asked == 1
    assert head.data == b""
    assert dict(head.headers) == dict(whole.headers)


def test_a_change_of_the_data_is_seen_at_once(site: Site) -> None:
    assert "Équipe nouvelle" not in site.get("/departements/56").text
    site.put(make_draft("two", name="Équipe nouvelle"))
    assert "Équipe nouvelle" in site.get("/departements/56").text
    site.put(make_draft("two", name="Équipe nouvelle", status="archived"))
    assert "Équipe nouvelle" not in site.get("/departements/56").text


def test_open_now_ends_when_it_closes(site: Site) -> None:
    assert "jusqu’à 17 h" in site.get("/departements/56").text.replace("\u202f", " ").replace("\xa0", " ")
    site.at = datetime(2026, 11, 24, 16, 59, 59, tzinfo=PARIS)
    site.get("/departements/56")
    assert site.asked == 1
    site.at = datetime(2026, 11, 24, 17, 0, tzinfo=PARIS)
    closed = site.get("/departements/56").text
    assert site.asked == 2
    assert "Fermé" in closed
    assert int(site.get("/departements/56").headers["Cache-Control"].split("s-maxage=")[1]) > 0


def test_a_page_made_by_a_clock_a_day_too_far_is_made_again_once_it_is_right(site: Site) -> None:
    site.at = datetime(2026, 11, 25, 20, 0, tzinfo=PARIS)
    assert "Fermé" in site.get("/departements/56").text
    site.at = datetime(2026, 11, 24, 14, 0, tzinfo=PARIS)
    assert "jusqu’à 17 h" in site.get("/departements/56").text.replace("\u202f", " ").replace("\xa0", " ")


def test_shared_caches_are_never_told_to_keep_a_page_past_its_truth(site: Site) -> None:
    site.at = datetime(2026, 11, 24, 16, 59, 50, tzinfo=PARIS)
    assert site.get("/departements/56").headers["Cache-Control"].endswith("s-maxage=10")


def test_a_page_does_not_outlive_the_day(site: Site) -> None:
    site.get("/rester-discret")
    site.at = datetime(2026, 11, 25, 0, 0, 1, tzinfo=PARIS)
    site.get("/rester-discret")
    assert site.asked == 2


def test_a_part_of_a_page_is_never_answered_for_the_whole(site: Site) -> None:
    part = site.get("/departements/56", HX_Request="true")
    whole = site.get("/departements/56")
    restored = site.get("/departements/56", HX_Request="true", HX_History_Restore_Request="true")
    assert "<html" not in part.text
    assert "<html" in whole.text
    assert restored.data == whole.data


def test_a_request_with_a_cookie_goes_through_and_leaves_nothing(site: Site) -> None:
    site.get("/departements/56", Cookie="session=x")
    site.get("/departements/56", Cookie="session=x")
    assert site.asked == 2
    site.get("/departements/56")
    assert site.asked == 3
    assert not list(kept(site, b"session"))


def test_what_a_visitor_typed_never_reaches_the_disk(site: Site) -> None:
    for address in ("/departements/56?q=", "/recherche?q=", "/ou?lieu=", "/departements/56?age="):
        assert "intime" in site.get(f"{address}intime").text
    site.get("/ou/propositions?lieu=intime")
    assert list(kept(site, b"intime")) == []
    site.get("/departements/56")
    assert list(kept(site, b"fictive"))


def test_a_restarted_site_answers_before_the_application_is_loaded(site: Site) -> None:
    first = site.get("/departements/56", Accept_Encoding="gzip")
    restarted = site.make_front(unloadable)
    again = site.get("/departements/56", front=restarted, Accept_Encoding="gzip")
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    site.at = datetime(2026, 11, 24, 17, 0, tzinfo=PARIS)
    with pytest.raises(AssertionError, match="needed"):
        site.get("/departements/56", front=restarted)


def test_pages_of_another_program_are_not_answered(site: Site) -> None:
    site.get("/departements/56")
    with pytest.raises(AssertionError, match="needed"):
        site.get("/departements/56", front=site.make_front(unloadable, build="two"))


def test_a_page_half_written_is_made_again(site: Site) -> None:
    site.get("/departements/56")
    for path in (site.config.instance_path / "pages").rglob("*"):
        if path.is_file():
            path.write_bytes(b"{")
    restarted = site.make_front(site.load)
    assert "Équipe fictive" in site.get("/departements/56", front=restarted).text


@pytest.mark.parametrize("address", ["/nulle-part", "/fiches/nulle", "/recherche?q=" + "x" * 101, "/healthz"])
def test_errors_and_health_are_asked_each_time(site: Site, address: str) -> None:
    first, second = site.get(address), site.get(address)
    assert first.status_code == second.status_code
    assert site.asked == 2


def test_what_is_not_a_reading_goes_through(site: Site) -> None:
    assert site.get("/", method="POST").status_code == 405
    assert site.get("/", method="OPTIONS").status_code == 200
    assert site.asked == 2


def test_hashed_files_are_kept_for_good(site: Site) -> None:
    address = site.get("/").text.split('href="/static/style.css')[1].split('"')[0]
    answer = site.get("/static/style.css" + address)
    assert "immutable" in answer.headers["Cache-Control"]
    before = site.asked
    site.get("/static/style.css" + address)
    assert site.asked == before
    assert "immutable" not in site.get("/static/style.css?v=other").headers["Cache-Control"]
