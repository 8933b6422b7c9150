"""DOCUMENTS: scans, plans and runs as JSON, NDJSON and CSV, version 1."""
