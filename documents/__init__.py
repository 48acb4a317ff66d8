"""Files in and out: the pledge PDF and pictures."""
