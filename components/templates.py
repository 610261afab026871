"""Workbooks to begin with: blank ones and a filled example, made from the same schema as the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from components import import_steps
from datelines.formats import workbook_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES: Mapping[str, tuple[str, Callable[[], bytes]]] = MappingProxyType(
    {
        "datelines-one-sheet": ("Blank sheet, a row for each report", workbook_template.blank_flat_workbook),
        "datelines-blank": ("Blank workbook, a tab for each table", workbook_template.blank_workbook),
        "datelines-example": ("Filled example", workbook_template.example_workbook),
    }
)


def show_templates() -> None:
    """Draw the downloads."""
    st.caption("No table yet? Begin with a workbook; its cells offer the terms to choose from.")
    with import_steps.row():
        for name, (label, made) in TEMPLATES.items():
            st.download_button(
                label,
                data=made,
                file_name=f"{name}.xlsx",
                mime=XLSX,
                on_click="ignore",
                key=f"template-{name}",
                icon=":material/download:",
            )
