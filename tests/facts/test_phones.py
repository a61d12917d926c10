import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from directory.listings.phones import (
    OVERSEAS_REGIONS,
    SHORT_NUMBERS,
    InvalidPhone,
    cost,
    display,
    href,
    parse,
)

# Numbers of the ranges kept for fiction (02 61 91…), or made of zeros.
ACCEPTED = [
    ("02 61 91 00 00", "+33261910000", "02 61 91 00 00"),
    ("02.61.91.00.00", "+33261910000", "02 61 91 00 00"),
    ("02-61-91-00-00", "+33261910000", "02 61 91 00 00"),
    ("02\u202f61\u202f91\u202f00\u202f00", "+33261910000", "02 61 91 00 00"),
    ("+33 (0)2 61 91 00 00", "+33261910000", "02 61 91 00 00"),
    ("0033261910000", "+33261910000", "02 61 91 00 00"),
    ("0800 00 00 00", "+33800000000", "0 800 00 00 00"),
    ("0 810 00 00 00", "+33810000000", "0 810 00 00 00"),
    ("0590 20 00 00", "+590590200000", "0590 20 00 00"),
    ("+33 590 20 00 00", "+590590200000", "0590 20 00 00"),
    ("0596 50 00 00", "+596596500000", "0596 50 00 00"),
    ("0594 20 00 00", "+594594200000", "0594 20 00 00"),
    ("0262 20 00 00", "+262262200000", "0262 20 00 00"),
    ("0269 60 00 00", "+262269600000", "0269 60 00 00"),
    ("0508 41 00 00", "+508410000", "0508 41 00 00"),
    ("+508 41 00 00", "+508410000", "0508 41 00 00"),
    ("+687 20 00 00", "+687200000", "+687 20 00 00"),
    ("+689 40 40 00 00", "+68940400000", "+689 40 40 00 00"),
    ("+681 72 00 00", "+681720000", "+681 72 00 00"),
    ("119", "119", "119"),
    ("116 000", "116000", "116 000"),
    ("30 18", "3018", "3018"),
]
REFUSED = [
    ("0890 00 00 00", "surtaxé"),
    ("0820 00 00 00", "surtaxé"),
    ("+33 899 00 00 00", "surtaxé"),
    ("+44 20 7946 0000", "étranger"),
    ("0044 20 7946 0000", "étranger"),
    ("+377 98 98 00 00", "étranger"),
    ("3237", "numéro court"),
    ("118 218", "numéro court"),
    ("02 61 91 00", "dix chiffres"),
    ("07 00 00 00 00", "valide"),
    ("+999 1234567", "valide"),
    ("02 61 91 00 00 poste 3", "en chiffres"),
    ("", "en chiffres"),
    ("+", "en chiffres"),
    ("٠٢٦١٩١٠٠٠٠", "en chiffres"),
]


@pytest.mark.parametrize(("typed", "stored", "read"), ACCEPTED)
def test_a_french_number_is_stored_once_and_read_in_groups(typed: str, stored: str, read: str) -> None:
    assert parse(typed) == stored
    assert display(stored) == read.replace(" ", "\u202f")


@pytest.mark.parametrize(("typed", "reason"), REFUSED)
def test_other_numbers_are_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidPhone, match=reason):
        parse(typed)


@pytest.mark.parametrize(("typed", "stored", "read"), ACCEPTED)
def test_what_is_stored_or_read_can_be_typed_again(typed: str, stored: str, read: str) -> None:
    assert parse(stored) == stored
    assert parse(display(stored)) == stored


@given(st.text() | st.text("0123456789+ .()-/", max_size=24))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        stored = parse(text)
    except InvalidPhone:
        return
    assert parse(display(stored)) == stored


@given(st.from_regex(r"[1-79][0-9]{8}|80[0-9]{7}|81[0-9]{7}", fullmatch=True))
def test_a_number_is_judged_whole_as_by_its_first_digits(digits: str) -> None:
    if f"0{digits[:3]}" in OVERSEAS_REGIONS or digits.startswith("508"):
        return  # they have country codes of their own
    kind = number_type(PhoneNumber(country_code=33, national_number=int(digits)))
    if kind in {PhoneNumberType.UNKNOWN, PhoneNumberType.PREMIUM_RATE}:
        with pytest.raises(InvalidPhone):
            parse(f"0{digits}")
    else:
        assert parse(f"0{digits}") == f"+33{digits}"


def test_a_number_is_dialled_and_those_of_messages_are_written_to() -> None:
    assert href("+33261910000") == "tel:+33261910000"
    assert href("119") == "tel:119"
    assert href("114") == "sms:114"
    assert href("31177") == "sms:31177"


def test_the_cost_of_a_call_is_said_when_it_is_not_ordinary() -> None:
    assert {cost(number) for number in SHORT_NUMBERS - {"31177"}} == {"appel gratuit"}
    assert not cost("31177")
    assert cost("+33805000000") == "appel gratuit"
    assert cost("+33810000000") == "appel majoré"
    assert not cost("+33806000000")
    assert not cost("+33261910000")


def test_showing_a_number_does_not_load_the_numbering_plans() -> None:
    program = (
        "import sys; from directory.listings import phones;"
        "phones.display('+33261910000'); phones.href('119'); phones.parse('119');"
        "assert 'phonenumbers' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
