"""The rules: what is decided, given facts and an instant."""
