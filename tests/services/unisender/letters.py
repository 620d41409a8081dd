"""Methods about letters, campaigns and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.services.unisender.account import Account, Campaign, Message, Refusal
from tests.services.unisender.forms import Params, comma

LETTER_MAX = 8 * 1024 * 1024
AHEAD_DAYS = 100
SENDING_S = 60
PAGE_MAX = 100
MINUTE = "%Y-%m-%d %H:%M"
SECOND = "%Y-%m-%d %H:%M:%S"
DELIVERED = ("ok_sent", "ok_delivered", "ok_read", "ok_link_visited")


def create_message(account: Account, params: Params) -> Any:
    """Make a letter for a list."""
    wanted = ["sender_name", "sender_email", "subject", "list_id"]
    if not params.get("template_id"):
        wanted.append("body")
    for name in wanted:
        if not params.get(name):
            raise Refusal("invalid_arg", f"&quot;{name}&quot; is required")
    if params["sender_email"] not in account.senders:
        raise Refusal("invalid_arg", f"Sender {params['sender_email']} is not confirmed")
    number = int(params["list_id"]) if str(params["list_id"]).isdigit() else 0
    if number not in account.lists:
        raise Refusal("invalid_arg", f"List {params['list_id']} not found")
    body = str(params.get("body") or letter_of(account, params))
    if len(body.encode()) > LETTER_MAX:
        raise Refusal("invalid_arg", "Message is too big")
    one = Message(
        next(account.numbers),
        number,
        params["sender_name"],
        params["sender_email"],
        params["subject"],
        body,
        account.now(),
    )
    account.messages[one.id] = one
    return {"message_id": one.id}


def letter_of(account: Account, params: Params) -> str:
    """Return the body of a template."""
    text = str(params["template_id"])
    found = account.templates.get(int(text) if text.isdigit() else 0)
    if found is None:
        raise Refusal("invalid_arg", "Template not found")
    return str(found["body"])


def get_messages(account: Account, params: Params) -> Any:
    """List letters made within a span, page by page."""
    begin, end = moment(params, "date_from"), moment(params, "date_to")
    rows = [
        {
            "id": str(one.id),
            "sub_user_login": "shop",
            "list_id": str(one.list_id),
            "created": one.created.strftime(SECOND),
            "service_type": "email",
            "sender_email": one.sender_email,
            "sender_name": one.sender_name,
            "subject": one.subject,
        }
        for one in account.messages.values()
        if begin <= one.created <= end
    ]
    return page(rows, params)


def list_templates(account: Account, params: Params) -> Any:
    """List templates without their bodies, page by page."""
    rows = [
        {name: one[name] for name in one if name != "body"} for one in account.templates.values()
    ]
    return page(rows, params)


def create_campaign(account: Account, params: Params) -> Any:
    """Send a letter, now or at a minute within a hundred days."""
    text = str(params.get("message_id") or "")
    letter = account.messages.get(int(text) if text.isdigit() else 0)
    if letter is None:
        raise Refusal("invalid_arg", "Message not found")
    now = account.now()
    if letter.launched_at and now - letter.launched_at < timedelta(hours=1):
        raise Refusal("invalid_arg", "The message was launched less than an hour ago")
    begin = moment(params, "start_time") if params.get("start_time") else now
    if begin > now + timedelta(days=AHEAD_DAYS):
        raise Refusal("invalid_arg", "start_time is too far")
    emails = receivers(account, letter.list_id, comma(params.get("contacts")))
    if not emails:
        raise Refusal("invalid_arg", "There are no contacts to send to")
    letter.launched_at = now
    one = Campaign(next(account.numbers), letter, emails, now, begin)
    account.campaigns[one.id] = one
    return {"campaign_id": one.id, "status": one.status, "count": len(emails)}


def receivers(account: Account, list_id: int, only: list[str]) -> list[str]:
    """Return who of a list gets a letter."""
    members = [
        one.email
        for one in account.contacts.values()
        if one.email and list_id in one.lists and one.lists[list_id].status == "active"
    ]
    wanted = {email.lower() for email in only}
    return [email for email in members if not wanted or email in wanted]


def cancel_campaign(account: Account, params: Params) -> Any:
    """Call a campaign off before it begins."""
    one = demand_campaign(account, params)
    if one.status != "scheduled":
        raise Refusal("invalid_arg", "The campaign cannot be cancelled")
    one.status = "canceled"
    return []


def campaign_status(account: Account, params: Params) -> Any:
    """Tell how far a campaign is."""
    one = demand_campaign(account, params)
    return {
        "status": one.status,
        "creation_time": one.created.strftime(SECOND),
        "start_time": one.start_time.strftime(SECOND),
    }


def get_campaigns(account: Account, params: Params) -> Any:
    """List campaigns page by page."""
    rows = [
        {
            "id": one.id,
            "start_time": one.start_time.strftime(SECOND),
            "status": one.status,
            "message_id": one.message.id,
            "list_id": one.message.list_id,
            "subject": one.message.subject,
            "sender_email": one.message.sender_email,
            "stats_url": "",
        }
        for one in account.campaigns.values()
    ]
    return page(rows, params)


def common_stats(account: Account, params: Params) -> Any:
    """Count what became of a campaign's letters; numbers come as text, as from PHP."""
    results = list(demand_campaign(account, params).results.values())
    read = [one for one in results if one in {"ok_read", "ok_link_visited"}]
    counted = {
        "total": len(results),
        "sent": len(results),
        "delivered": len([one for one in results if one in DELIVERED]),
        "read_unique": len(read),
        "read_all": len(read),
        "clicked_unique": results.count("ok_link_visited"),
        "clicked_all": results.count("ok_link_visited"),
        "unsubscribed": results.count("ok_unsubscribed"),
        "spam": results.count("ok_fbl"),
    }
    return {name: str(number) for name, number in counted.items()}


def delivery_stats(account: Account, params: Params) -> Any:
    """Tell what became of each letter, as a table."""
    one = demand_campaign(account, params)
    at = (one.start_time + timedelta(seconds=SENDING_S)).strftime(SECOND)
    return {
        "fields": ["email", "send_result", "last_update"],
        "data": [[email, result, at] for email, result in one.results.items()],
    }


def go_on(account: Account) -> None:
    """Move campaigns along with time, and tell of each step."""
    now = account.now()
    for one in account.campaigns.values():
        if one.status == "scheduled" and one.start_time <= now:
            tell_status(account, one, "in_progress")
        if one.status == "in_progress" and one.start_time + timedelta(seconds=SENDING_S) <= now:
            for email in one.emails:
                one.results[email] = "err_user_unknown" if "dead" in email else "ok_delivered"
                tell_result(account, one, email)
            tell_status(account, one, "completed")


def tell_status(account: Account, one: Campaign, status: str) -> None:
    """Move a campaign to a status and tell of it."""
    one.status = status
    account.tell(
        "campaign_status",
        {
            "campaign_id": one.id,
            "status": status,
            "contact_count": len(one.emails),
            "period_messages": 0,
            "prepaid_messages": 0,
            "pay_sum": 0,
            "currency": "RUB",
        },
    )


def tell_result(account: Account, one: Campaign, email: str) -> None:
    """Tell what became of one letter."""
    result = one.results[email]
    group = "success_group" if result.startswith("ok_") else "hard_bounce_group"
    account.tell(
        "email_status",
        {"email": email, "status": result, "status_group": group, "email_id": one.id * 1000},
    )


def demand_campaign(account: Account, params: Params) -> Campaign:
    """Return the campaign a call names."""
    text = str(params.get("campaign_id") or "")
    found = account.campaigns.get(int(text) if text.isdigit() else 0)
    if found is None:
        raise Refusal("invalid_arg", "Campaign not found")
    return found


def moment(params: Params, name: str) -> datetime:
    """Read a minute of UTC."""
    try:
        return datetime.strptime(str(params.get(name)), MINUTE).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal("invalid_arg", f"Invalid date in &quot;{name}&quot;") from None


def page(rows: Sequence[Mapping[str, object]], params: Params) -> Any:
    """Return one page of rows."""
    limit = int(params.get("limit") or 50)
    if not 1 <= limit <= PAGE_MAX:
        raise Refusal("invalid_arg", "Invalid limit")
    offset = int(params.get("offset") or 0)
    return rows[offset : offset + limit]
