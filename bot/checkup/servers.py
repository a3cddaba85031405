"""PostgreSQL: whether a key that is destroyed is destroyed in the server's copies too.

The rows may be archived and replicated, that is what keys are for. The keyring may not.
"""

from collections.abc import AsyncIterator

from bot.checkup import Finding
from config.settings import Settings
from models.servers import Server, same_server, server_of

_SQLITE = "sqlite"


async def look(chosen: Settings) -> AsyncIterator[Finding]:
    """The findings about the servers of `chosen`, none if both databases are files. Raises OSError."""
    rows = await server_of(chosen.database_url)
    if rows is not None:
        yield Finding(about="server", found=f"PostgreSQL {rows.version}{_copied(rows)}")
    keyring = await server_of(chosen.keyring_url)
    if keyring is None:
        return
    if keyring.archives or keyring.copies:
        yield Finding(
            about="keyring",
            found=f"on PostgreSQL{_copied(keyring)}: a key that is destroyed lives on in the copies",
            remedy="move it to a file of its own (UPSTANDER_KEYRING_URL=sqlite+aiosqlite:///...) or to a server "
            "that archives and replicates nothing",
        )
    elif not chosen.database_url.startswith(_SQLITE) and same_server(chosen.database_url, chosen.keyring_url):
        yield Finding(
            about="keyring",
            found="on the same server as the rows",
            advice="a backup of the whole server keeps what was deleted: back up the database of the rows alone",
        )
    else:
        yield Finding(about="keyring", found="on a server of its own that archives and replicates nothing")


def _copied(server: Server) -> str:
    copies = f", {server.copies} {'replica' if server.copies == 1 else 'replicas'}" if server.copies else ""
    return f"{', archived' if server.archives else ''}{copies}"
