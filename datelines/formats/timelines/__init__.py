"""Timelines: TimelineJS, TimeMap, Linked Places."""
