"""Applications of the installation come from one variable."""

import pytest
from pydantic import ValidationError

from engine.config.environment import Environment

NAME = "SVYAZKA_OAUTH_APPS"


def test_applications_are_read_by_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "amocrm=id-1:se:cret, slack=id-2:x")

    assert Environment().oauth_apps == {
        "amocrm": {"client_id": "id-1", "client_secret": "se:cret"},
        "slack": {"client_id": "id-2", "client_secret": "x"},
    }


@pytest.mark.parametrize("text", ["amocrm", "amocrm=id", "amocrm=id:", "=id:secret", "a=:s"])
def test_half_an_application_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)

    with pytest.raises(ValidationError):
        Environment()
