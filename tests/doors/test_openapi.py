"""Our descriptions put to the test: whatever they allow is answered as they say, the rest is refused."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from directory.api import operations, operations_hsds
from tests.conftest import share

DESCRIPTIONS = {"api": "/api/v1/openapi.json", "hsds": "/hsds/openapi.json"}
#: Every address, sent what its description allows and, where it takes anything, what it does not.
ASKED = [
    (name, one.path, mode)
    for name, known in (("api", operations.OPERATIONS), ("hsds", operations_hsds.OPERATIONS))
    for one in known.values()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or one.parameters or one.places
]


@pytest.fixture(scope="module")
def described(invented: Flask) -> dict[str, Any]:
    """Both descriptions, as the site serves them, read by a tool that knows nothing of us."""
    invented.testing = False  # an error of ours must show as a 500
    return {name: schemathesis.openapi.from_wsgi(address, invented) for name, address in DESCRIPTIONS.items()}


@pytest.mark.parametrize(("name", "path", "mode"), ASKED)
def test_every_request_is_answered_as_described(
    described: dict[str, Any], name: str, path: str, mode: GenerationMode
) -> None:
    operation = described[name][path]["GET"]

    @settings(
        max_examples=share(20),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate()

    ask()
