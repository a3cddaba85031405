"""Every setting of the program: environment variables and `.env`, prefix `UPSTANDER_`, each with its sentence.

Paths are relative to the working directory. A variable that is set to nothing counts as not set.
"""

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

PREFIX = "UPSTANDER_"


class Intake(StrEnum):
    """How a provider's messages reach us: it calls us, or we ask it."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class WrongSettings(ValueError):
    """The environment does not add up. `problems` are sentences that name the variable and never its value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_DATABASES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LISTEN = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\s]+):(?P<port>\d{1,5})")
TWILIO_SENDER = re.compile(r"\+\d{7,15}|MG[0-9A-Za-z]+|\d{3,6}")
TWILIO_SID = re.compile(r"AC[0-9A-Za-z]+")


def _web_address(value: object) -> object:
    """An http(s) address without the slash at its end."""
    if not isinstance(value, str):
        return value
    try:
        _URL.validate_python(value)
    except ValidationError:
        raise ValueError("must be a web address such as https://help.example.org") from None
    if "?" in value or "#" in value:
        raise ValueError("must be a web address without ? or #")
    return value.rstrip("/")


def _database(value: object) -> object:
    if isinstance(value, str) and not value.startswith(_DATABASES):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    return value


WebAddress = Annotated[str, BeforeValidator(_web_address)]
DatabaseUrl = Annotated[str, BeforeValidator(_database)]


class Settings(BaseSettings):
    """What the program is told about where it runs. A channel is on when its token is set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    database_url: DatabaseUrl = Field(
        "sqlite+aiosqlite:///var/upstander.db",
        repr=False,
        description="Where the rows are, in SQLAlchemy's form: SQLite for one process, PostgreSQL for many machines.",
    )
    keyring_url: DatabaseUrl = Field(
        "sqlite+aiosqlite:///var/keyring.db",
        repr=False,
        description="The small database of the keys whose destruction is deletion; never back it up.",
    )
    root_key_file: Path = Field(
        Path("var/root.key"), description="The file of the root key, readable by the program's user alone."
    )
    community_file: Path | None = Field(None, description="The community file, or a folder of files that add up.")
    public_url: WebAddress | None = Field(
        None, description="The address under which providers and people reach the web server, https in earnest."
    )
    small_signs: bool = Field(
        True, description="Hear danger by many small signs, weighed on examples, where no entry and no rule says it."
    )
    listen: str = Field("127.0.0.1:8080", description="Where the web server listens, as host:port.")
    drain_seconds: float = Field(
        3.0,
        ge=0,
        le=60,
        description="With PostgreSQL: seconds it still answers once told to stop, so that a balancer moves away.",
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="How much is logged: DEBUG, INFO, WARNING or ERROR.")
    metrics_token: SecretStr | None = Field(
        None, description="What /metrics wants to see as a bearer token; without it there is no /metrics."
    )
    heartbeat_url: SecretStr | None = Field(
        None,
        description="An address of a watchman's that is called every minute while all is well, and raises the alarm "
        "when the calls stay away.",
    )

    telegram_token: SecretStr | None = Field(None, description="The bot's token; Telegram is on when it is set.")
    telegram_secret: SecretStr | None = Field(
        None, description="What Telegram repeats to the webhook so that nobody else can call it."
    )
    chosen_telegram_mode: Intake | None = Field(
        None,
        validation_alias=AliasChoices("UPSTANDER_TELEGRAM_MODE", "telegram_mode"),
        description="polling or webhook; webhook when PUBLIC_URL and TELEGRAM_SECRET are set, else polling.",
    )
    telegram_api_url: WebAddress = Field(
        "https://api.telegram.org", description="The server that speaks Telegram's Bot API."
    )

    twilio_account_sid: str | None = Field(None, description="The account at Twilio; it begins with AC.")
    twilio_auth_token: SecretStr | None = Field(
        None, description="The account's token; SMS is on when it is set, and signatures are checked with it."
    )
    twilio_from: str | None = Field(
        None, description="The number, in the form +13125550100, or messaging service that texts come from."
    )
    chosen_twilio_mode: Intake | None = Field(
        None,
        validation_alias=AliasChoices("UPSTANDER_TWILIO_MODE", "twilio_mode"),
        description="webhook or polling; webhook when PUBLIC_URL is set, else polling.",
    )
    twilio_per_second: float = Field(
        1.0, gt=0, le=1000, description="How many texts a second the sender may send; 1 for a long code."
    )
    twilio_api_url: WebAddress = Field(
        "https://api.twilio.com", description="The server that speaks Twilio's REST API."
    )

    @field_validator("listen")
    @classmethod
    def _is_host_and_port(cls, value: str) -> str:
        found = _LISTEN.fullmatch(value)
        if found is None or int(found["port"]) > 65535:
            raise ValueError("must be host:port, such as 127.0.0.1:8080")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("heartbeat_url")
    @classmethod
    def _is_callable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                _URL.validate_python(value.get_secret_value())
            except ValidationError:
                raise ValueError("must be a web address such as https://watch.example.org/ping/1") from None
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _is_what_telegram_takes(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @field_validator("twilio_account_sid")
    @classmethod
    def _is_an_account(cls, value: str | None) -> str | None:
        if value is not None and not TWILIO_SID.fullmatch(value):
            raise ValueError("must begin with AC, as on the front page of the account")
        return value

    @field_validator("twilio_from")
    @classmethod
    def _is_a_sender(cls, value: str | None) -> str | None:
        if value is not None and not TWILIO_SENDER.fullmatch(value):
            raise ValueError("must be a number such as +13125550100, a short code, or a messaging service (MG...)")
        return value

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.chosen_telegram_mode is Intake.WEBHOOK and not self.telegram_on:
            raise ValueError(f"{PREFIX}TELEGRAM_TOKEN is needed when {PREFIX}TELEGRAM_MODE is webhook")
        if self.chosen_twilio_mode is Intake.WEBHOOK and not self.sms_on:
            raise ValueError(f"{PREFIX}TWILIO_AUTH_TOKEN is needed when {PREFIX}TWILIO_MODE is webhook")
        if self.telegram_on and self.telegram_mode is Intake.WEBHOOK:
            if self.telegram_secret is None:
                raise ValueError(f"{PREFIX}TELEGRAM_SECRET is needed when {PREFIX}TELEGRAM_MODE is webhook")
            if self.public_url is None:
                raise ValueError(f"{PREFIX}PUBLIC_URL is needed when {PREFIX}TELEGRAM_MODE is webhook")
        if self.sms_on:
            if self.twilio_account_sid is None:
                raise ValueError(f"{PREFIX}TWILIO_ACCOUNT_SID is needed when {PREFIX}TWILIO_AUTH_TOKEN is set")
            if self.twilio_from is None:
                raise ValueError(f"{PREFIX}TWILIO_FROM is needed when {PREFIX}TWILIO_AUTH_TOKEN is set")
            if self.twilio_mode is Intake.WEBHOOK and self.public_url is None:
                raise ValueError(f"{PREFIX}PUBLIC_URL is needed when {PREFIX}TWILIO_MODE is webhook")
        return self

    @property
    def telegram_on(self) -> bool:
        return self.telegram_token is not None

    @property
    def sms_on(self) -> bool:
        return self.twilio_auth_token is not None

    @property
    def telegram_mode(self) -> Intake:
        """As chosen, else by webhook if all it takes is there."""
        if self.chosen_telegram_mode is not None:
            return self.chosen_telegram_mode
        return Intake.WEBHOOK if self.public_url and self.telegram_secret else Intake.POLLING

    @property
    def twilio_mode(self) -> Intake:
        """As chosen, else by webhook if there is an address to call."""
        if self.chosen_twilio_mode is not None:
            return self.chosen_twilio_mode
        return Intake.WEBHOOK if self.public_url else Intake.POLLING

    @property
    def listen_given(self) -> bool:
        """True if somebody said where to listen, rather than left it as it is."""
        return "listen" in self.model_fields_set

    @property
    def listen_host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def listen_port(self) -> int:
        return int(self.listen.rpartition(":")[2])


def variables() -> Mapping[str, str]:
    """The name of every setting's variable, and its sentence."""
    return {_variable(name, field.validation_alias): field.description or "" for name, field in _FIELDS.items()}


def unknown_variables(env_file: Path = Path(".env")) -> tuple[str, ...]:
    """Names with our prefix, in the environment or in `env_file`, that are no setting: most likely misspelt."""
    written = DotEnvSettingsSource(Settings, env_file=env_file, env_file_encoding="utf-8").env_vars
    named = {each.upper() for each in (*os.environ, *written)}
    return tuple(sorted(each for each in named if each.startswith(PREFIX) and each not in variables()))


def _variable(name: str, alias: object) -> str:
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + name.upper()


_FIELDS = Settings.model_fields


def load_settings(**given: Any) -> Settings:
    """The settings of the environment and `.env`, with `given` over them. Raises WrongSettings."""
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise WrongSettings(tuple(_sentence(error["loc"], str(error["msg"])) for error in wrong.errors())) from None


def _sentence(location: tuple[int | str, ...], said: str) -> str:
    said = said.removeprefix("Value error, ").replace("Input should be", "must be", 1)
    if not location:
        return said
    name = str(location[0]).upper()
    return f"{name if name.startswith(PREFIX) else PREFIX + name} {said}"
