"""Many rows at once: fifty in a request, each row with its own outcome."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from connectors import sdk
from connectors.amocrm import api, custom_fields, writing
from connectors.amocrm.custom_fields import Definition

SIZE = 50
ROWS_MAX = 5_000
Run = Callable[[sdk.Call, Mapping[str, sdk.Json]], Awaitable[sdk.Json]]


def create_many(kind: str, fields: Sequence[sdk.Field]) -> Run:
    """Return the action that adds a list of entities, each an object with the fields of one."""

    async def run(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> sdk.Json:
        given = inputs["rows"]
        rows = given if isinstance(given, list) else []
        if len(rows) > ROWS_MAX:
            raise sdk.InputRejected(
                f"There are over {ROWS_MAX} rows.", code="too_many_rows", field="rows"
            )
        known = await custom_fields.definitions(call, kind) if _any_custom(rows) else []

        async def send(batch: Sequence[sdk.Row]) -> Mapping[int, str]:
            bodies = _bodies(batch, fields, known)
            answer = await api.ask(call, "POST", f"/{kind}", json=api.named(bodies))
            return api.ids_of(answer, kind)

        return await sdk.in_batches(rows, SIZE, send)

    return run


def _any_custom(rows: Sequence[sdk.Json]) -> bool:
    return any(isinstance(one, Mapping) and one.get("custom_fields") for one in rows)


def _bodies(
    batch: Sequence[sdk.Row], fields: Sequence[sdk.Field], known: Sequence[Definition]
) -> list[tuple[int, api.Row]]:
    bodies, wrong = list[tuple[int, api.Row]](), dict[int, str]()
    for row in batch:
        try:
            bodies.append((row.index, _body(row.value, fields, known)))
        except sdk.InputRejected as refused:
            wrong[row.index] = refused.message
    if wrong:
        raise sdk.RowsRejected("Some rows cannot be written.", wrong)
    return bodies


def _body(value: sdk.Json, fields: Sequence[sdk.Field], known: Sequence[Definition]) -> api.Row:
    if not isinstance(value, Mapping):
        raise sdk.InputRejected("The row is not an object.", code="input_wrong_kind")
    inputs = sdk.check_inputs(fields, value)
    filled = custom_fields.filled_in(inputs.get("custom_fields"))
    return writing.row(writing.assembled(inputs, custom_fields.values_of(known, filled)), inputs)
