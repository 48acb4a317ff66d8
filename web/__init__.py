"""HTTP in: the webhook, health, metrics, and the public page that checks a pledge."""
