"""The map, the timeline, an event's card and the table of events."""
