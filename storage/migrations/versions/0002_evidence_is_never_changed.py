"""Evidence is never changed."""

from storage.migrations.evidence import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    protect(
        "consents", "audit", "pledge_texts", "signatures", "stage_changes", "answers", "done_marks", "announcements"
    )
