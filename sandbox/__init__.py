"""A local Telegram: a Bot API server and a chat page in the browser."""
