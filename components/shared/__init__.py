"""What several pages draw: text, palette, filters, citations, state and problems."""
