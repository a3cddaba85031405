"""The knobs: settings, the community file, its words and its languages."""
