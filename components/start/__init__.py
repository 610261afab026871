"""What the Start page draws: where reports differ, when they were published, and how sure the data are."""
