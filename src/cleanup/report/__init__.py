"""REPORT: pages for people, from a scan, a plan or a run. Draws text; writes nothing."""
