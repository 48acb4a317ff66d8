"""Telegram in: an update becomes a typed input, one service call and one reply."""
