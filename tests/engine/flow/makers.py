"""Definitions with a meaning, for tests."""

from typing import Any

CONNECTION = "01890a5d-ac96-774b-bcce-b302099a8057"


def a_definition(*steps: dict[str, Any], **trigger: Any) -> dict[str, Any]:
    """Return a definition that runs when asked, with these steps or one that always passes."""
    return {"trigger": trigger, "steps": list(steps) or [a_filter()]}


def a_filter(name: str = "ok", value: str = "1") -> dict[str, Any]:
    return {"id": name, "kind": "filter", "when": {"value": value, "is": "filled"}}


def an_action(name: str = "send", **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "action",
        "connector": "http",
        "action": "request",
        "fields": fields,
    }


def a_loop(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "each",
        "kind": "loop",
        "over": "{{ trigger.items }}",
        "steps": list(steps),
        **more,
    }


def a_router(*branches: list[dict[str, Any]], mode: str = "first") -> dict[str, Any]:
    listed = [{"name": "", "steps": steps} for steps in branches]
    return {"id": "choose", "kind": "router", "mode": mode, "branches": listed}


def a_delay(**more: Any) -> dict[str, Any]:
    return {"id": "wait", "kind": "delay", **more}


THE_CONTRACTS_EXAMPLE: dict[str, Any] = {
    "trigger": {
        "connection": CONNECTION,
        "event": "received",
        "fields": {},
        "schedule": {"every": 300},
        "order": "none",
    },
    "steps": [
        {
            "id": "paid",
            "kind": "filter",
            "when": {"all": [{"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}]},
        },
        {
            "id": "subscribe",
            "kind": "action",
            "connection": CONNECTION,
            "action": "subscribe",
            "on_error": "stop",
            "fields": {
                "list": "184",
                "email": "{{ trigger.body.email | normalize_email }}",
                "name": "{{ trigger.body.first }} {{ trigger.body.last }}",
            },
        },
        {
            "id": "by_country",
            "kind": "router",
            "mode": "first",
            "branches": [
                {
                    "name": "Russia",
                    "steps": [],
                    "when": {
                        "any": [{"value": "{{ trigger.body.country }}", "is": "in", "than": ["RU"]}]
                    },
                },
                {"name": "Others", "steps": []},
            ],
        },
        {"id": "each_item", "kind": "loop", "over": "{{ trigger.body.items }}", "steps": []},
        {"id": "wait", "kind": "delay", "for": "PT1H"},
    ],
}
