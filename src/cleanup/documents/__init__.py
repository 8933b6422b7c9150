"""DOCUMENTS: scans, plans and runs as JSON, NDJSON and CSV, version 1; each is written and read in one module."""
