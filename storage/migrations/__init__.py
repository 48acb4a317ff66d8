"""The migrations, as package data for Alembic."""
