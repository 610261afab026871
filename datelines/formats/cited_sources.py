"""Sources that a stranger's table names for its claims: with the outlet named, or the site of the address."""

from __future__ import annotations

from urllib.parse import urlsplit

from datelines.formats.claims import UNKNOWN_LANGUAGE, ClaimsBuilder

_PLATFORMS = frozenset({"twitter.com", "x.com", "t.me"})
"""Sites where the first part of the path is the account that published."""


def cited_source(
    builder: ClaimsBuilder,
    row: int,
    identifier: str,
    title: str = "",
    url: str = "",
    outlet: str = "",
    published: str = "",
) -> str:
    """The id of the source with that identifier, added where it is new. Where no `outlet` is named it is
    the site of the address, and where there is no address one that says that it is not named."""
    note = ""
    if not outlet:
        outlet = _site(url)
        note = "No outlet is named; it is the site of the address."
    if not outlet:
        outlet, note = f"Not named in {builder.path}", "No outlet is named, and there is no address."
    return builder.once(
        "sources",
        ("cited", identifier),
        row,
        identifier if identifier != url else outlet,
        outlet_id=builder.outlet(outlet, row),
        outlet_basis="inferred" if note else "stated",
        title=title or url or f"Source {identifier}",
        published=published,
        published_basis="stated" if published else "",
        language=UNKNOWN_LANGUAGE,
        url=url,
        note=note,
    )


def is_address(text: str) -> bool:
    """Whether a text is an address of the web."""
    return text.startswith(("http://", "https://"))


def _site(url: str) -> str:
    """`example.org`, and the account where a platform's address has it (`t.me/example`)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].partition(":")[0].lower()
    host = host.removeprefix("www.").removeprefix("mobile.")
    account = parts.path.strip("/").removeprefix("s/").partition("/")[0]
    return f"{host}/{account}" if host in _PLATFORMS and account else host
