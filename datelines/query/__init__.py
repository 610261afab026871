"""The reader's filter, and what each view draws of the reports that it keeps."""
