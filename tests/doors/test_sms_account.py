"""What the account is asked goes to the provider's own hosts, or all of it to the server that stands in."""

from urllib.parse import urlsplit

import pytest

from bot.channels.sms import Account, account_status, at_server
from domain.delivery import SendError
from tests.fakes.faults import DropConnection, Fault, RateLimit, ServerError
from tests.fakes.twilio import FakeTwilio

SERVICES = "https://messaging.twilio.com/v1/Services?PageSize=50"


@pytest.mark.parametrize(
    ("api_url", "goes_to"),
    [
        ("https://api.twilio.com", SERVICES),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v1/Services?PageSize=50"),
        ("https://sms.example.org/twilio", "https://sms.example.org/twilio/v1/Services?PageSize=50"),
    ],
)
def test_another_host_of_the_provider_is_called_unless_a_server_stands_in(api_url: str, goes_to: str) -> None:
    assert at_server(urlsplit(api_url), SERVICES) == goes_to


@pytest.mark.parametrize(
    ("fault", "code"),
    [(ServerError(503), "503"), (RateLimit(2), "20429"), (DropConnection(), None)],
)
async def test_whatever_keeps_the_account_from_answering_is_one_kind_of_error(fault: Fault, code: str | None) -> None:
    async with FakeTwilio() as tw:
        tw.next(fault, operation="account", times=3)
        account = Account(tw.account_sid, tw.auth_token, tw.url)
        with pytest.raises(SendError) as error:
            await account.ask(lambda client: client.api.accounts(tw.account_sid).fetch_async())
        await account.close()

    assert code in (None, error.value.code)


async def test_how_an_account_stands_is_one_word_or_nothing() -> None:
    async with FakeTwilio() as tw:
        well = await account_status(tw.account_sid, tw.auth_token, tw.url)
        tw.account_status = "suspended"
        suspended = await account_status(tw.account_sid, tw.auth_token, tw.url)
        unknown = await account_status(tw.account_sid, "not its token", tw.url)

    assert (well, suspended, unknown) == ("active", "suspended", None)
