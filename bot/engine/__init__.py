"""The engine: rows are the truth; this does the work they hold."""
