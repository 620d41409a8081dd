"""What errors say about the health of who was called."""

import pytest

from connectors.sdk.errors import (
    AddressRefused,
    ConnectorError,
    CredentialsRejected,
    InputRejected,
    PlanLimit,
    RateLimited,
    ServiceUnavailable,
)
from engine.health.signs import Sign, sign_of


@pytest.mark.parametrize(
    ("error", "sign"),
    [
        (ServiceUnavailable("", code="timed_out"), Sign.SILENT),
        (ServiceUnavailable("", code="connection_failed"), Sign.SILENT),
        (ServiceUnavailable("", code="answer_cut", status=200), Sign.SILENT),
        (ServiceUnavailable("", status=504), Sign.SILENT),
        (ServiceUnavailable("says that it is ill, within a 200"), Sign.ILL),
        (ServiceUnavailable("", status=500), Sign.ILL),
        (RateLimited("", status=429), Sign.UNCLEAR),
        (CredentialsRejected("", status=401), Sign.WELL),
        (InputRejected("", status=404), Sign.WELL),
        (PlanLimit("", status=402), Sign.WELL),
        (AddressRefused(""), Sign.UNCLEAR),
    ],
)
def test_an_error_is_a_sign(error: ConnectorError, sign: Sign) -> None:
    assert sign_of(error) is sign


def test_a_refusal_within_an_answer_comes_from_a_service_that_works() -> None:
    assert sign_of(InputRejected("no such list"), answered=True) is Sign.WELL


@pytest.mark.parametrize("sign", Sign)
def test_silence_alone_is_a_point_and_illness_counts_against_the_connection(sign: Sign) -> None:
    assert sign.is_point == (sign is Sign.SILENT)
    assert sign.is_failure == (sign in (Sign.SILENT, Sign.ILL))
