"""Accounts of an event in one sentence each, for formats that show a text: who reported what."""

from __future__ import annotations

from collections.abc import Iterator

from datelines.event_sheet import Account, EventSheet
from datelines.formats.model import Extract


def accounts_in_words(sheet: EventSheet, extract: Extract) -> Iterator[tuple[Account, str]]:
    """The accounts of an event that belong to an extract, each with its sentence, which names the outlet, the
    speaker and every figure as reported."""
    for account in sheet.accounts:
        if account.report_id in extract.report_ids:
            speaker = f", on the word of {account.speaker}" if account.speaker else ""
            doubt = f" ({account.link_doubt})" if account.link_doubt else ""
            yield account, f"{account.outlet}{speaker}{doubt}: {account.summary}{reported(account)}"


def reported(account: Account) -> str:
    """The figures of an account as a sentence, with a blank before it; '' for none."""
    figures = "; ".join(figure.sentence for figure in account.figures)
    return f" Reported: {figures}." if figures else ""
