"""The rows: all SQL, taking and giving domain values."""
