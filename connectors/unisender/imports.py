"""Many contacts at once: batches of 500, and what became of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors import sdk
from connectors.unisender.api import as_object, ask, joined, rows, said, text
from connectors.unisender.contacts import (
    LIST,
    NAME_FIELD,
    TAGS,
    Inputs,
    field_text,
    technical_names,
)

BATCH = 500
TAGS_COLUMN = "tags"

IMPORT_FIELDS = (
    sdk.Field("contacts", "list", required=True),
    LIST,
    TAGS,
    sdk.Field("overwrite_tags", "boolean", default=False),
    sdk.Field("overwrite_lists", "boolean", default=False),
)


@dataclass
class Import:
    """One import: how its rows are written, what was counted, which rows were refused and why."""

    call: sdk.Call
    inputs: Inputs
    columns: Mapping[str, str]
    counted: dict[str, int] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    async def send(self, batch: Sequence[sdk.Row]) -> dict[int, str]:
        """Import one batch and return the address of each row that was taken."""
        cells = {row.index: self.cells(row.value) for row in batch}
        for index, one in cells.items():
            if not address(one):
                self.refused[index] = "A contact needs an e-mail or a phone."
        good = [(index, one) for index, one in cells.items() if index not in self.refused]
        if good:
            await self.write(good)
        return {index: address(one) for index, one in good if index not in self.refused}

    async def write(self, good: Sequence[tuple[int, Mapping[str, str]]]) -> None:
        """Call `importContacts`; its log names rows by their place in this very call."""
        names = list(dict.fromkeys(name for _, one in good for name in one))
        asked: dict[str, sdk.Json] = {
            "field_names": names,
            "data": [[one.get(name, "") for name in names] for _, one in good],
            "overwrite_tags": self.inputs.get("overwrite_tags"),
            "overwrite_lists": self.inputs.get("overwrite_lists"),
        }
        told = as_object(await ask(self.call, "importContacts", asked))
        for name in ("inserted", "updated", "deleted", "new_emails"):
            self.counted[name] = self.counted.get(name, 0) + int(text(told, name) or 0)
        for line in rows(told.get("log")):
            place = int(text(line, "index") or -1)
            if 0 <= place < len(good):
                self.refused[good[place][0]] = said(line, "message") or text(line, "code")

    def cells(self, row: sdk.Json) -> dict[str, str]:
        """Return one contact under Unisender's column names, with its list and tags."""
        given = as_object(row)
        found = {
            self.columns[name]: field_text(value)
            for name, value in given.items()
            if value is not None and value != ""
        }
        key = "email" if found.get("email") else "phone"
        found.setdefault(f"{key}_list_ids", text(self.inputs, "list"))
        own = [found.get(TAGS_COLUMN), joined(self.inputs.get("tags"))]
        if tags := joined([one for one in own if one]):
            found[TAGS_COLUMN] = tags
        return found


async def import_contacts(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Import contacts into a list; a refused row does not keep the others out."""
    given = inputs["contacts"]
    contacts = given if isinstance(given, list) else []
    work = Import(call, inputs, await columns_of(call, contacts))
    told = await sdk.in_batches(contacts, BATCH, work.send, repeatable=True)
    outcomes = [explained(one, work.refused) for one in rows(told["rows"])]
    if contacts and not told["succeeded"]:
        raise sdk.InputRejected(
            f"None of the contacts was taken. The first: {outcomes[0]['error']}",
            code="no_row_taken",
            field="contacts",
        )
    return {**told, **work.counted, "rows": outcomes}


async def columns_of(call: sdk.Call, contacts: Sequence[sdk.Json]) -> dict[str, str]:
    """Find the column for every name in the rows; `name` is the contact's own field for it."""
    wanted = dict.fromkeys(name for one in contacts for name in as_object(one))
    found = await technical_names(call, [one for one in wanted if one != "name"])
    return {**found, "name": NAME_FIELD} if "name" in wanted else found


def explained(outcome: Mapping[str, sdk.Json], refused: Mapping[int, str]) -> dict[str, sdk.Json]:
    """Return the outcome of a row with Unisender's own reason, if it has given one."""
    index = outcome["index"]
    reason = refused.get(index) if isinstance(index, int) else None
    return {**outcome, "error": reason} if reason else dict(outcome)


def address(cells: Mapping[str, str]) -> str:
    """Return what a contact is known by."""
    return cells.get("email") or cells.get("phone") or ""
