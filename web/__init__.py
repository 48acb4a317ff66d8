"""HTTP in: the webhook, health and metrics."""
