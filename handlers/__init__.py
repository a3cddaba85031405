"""The talk: what is asked and answered, pure and without a channel."""
