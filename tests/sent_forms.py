"""The forms of a page, and what a browser would send of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from werkzeug.datastructures import MultiDict


@dataclass(frozen=True)
class SentForm:
    """One form: what it sends as it stands, and the names of all its fields, buttons included."""

    id: str
    method: str
    action: str
    values: MultiDict[str, str]
    names: tuple[str, ...]


def read_forms(root: Element) -> Iterator[SentForm]:
    """Yield the forms of a page, in order."""
    for form in root.iter("form"):
        controls = [each for each in form.iter() if each.get("name")]
        values = MultiDict[str, str]()
        for control in controls:
            for value in _sent(control):
                values.add(control.get("name", ""), value)
        names = tuple(dict.fromkeys(control.get("name", "") for control in controls))
        method = form.get("method", "get").lower()
        yield SentForm(form.get("id", ""), method, form.get("action", ""), values, names)


def _sent(control: Element) -> list[str]:
    """The values one control adds: none for a button, a file, a box that is not ticked."""
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options
        return [chosen[0].get("value", "")]
    if control.tag == "textarea":
        return ["".join(control.itertext())]
    kind = control.get("type", "text")
    is_sent = kind not in {"file", "submit"} and control.tag != "button"
    is_ticked = kind not in {"checkbox", "radio"} or control.get("checked") is not None
    return [control.get("value", "")] if is_sent and is_ticked else []
