"""HTTP doors: webhooks, health, phones."""
