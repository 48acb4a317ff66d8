"""Labels name every stage and role, in every language, each by its own words."""

import pytest

from domain.rights import Role
from domain.stages import Stage
from texts.catalogue import LANGUAGES
from texts.labels import ROLES, STAGES, role_label, stage_label


def test_every_stage_and_role_has_a_label() -> None:
    assert set(STAGES) == set(Stage)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_stages_or_roles_read_the_same(language: str) -> None:
    stages = {stage_label(stage.value, language) for stage in Stage}
    roles = {role_label(role, language) for role in Role}
    assert (len(stages), len(roles)) == (len(Stage), len(Role))


@pytest.mark.parametrize(
    ("stage", "indonesian", "english"),
    [
        (Stage.SELF_ASSESSMENT, "penilaian mandiri", "self-assessment"),
        (Stage.OBJECTION, "sanggah", "objection"),
        (Stage.FIELD_VERIFICATION, "verifikasi lapangan", "field verification"),
    ],
)
def test_a_stage_is_called_as_in_the_glossary(stage: Stage, indonesian: str, english: str) -> None:
    assert (stage_label(stage, "id"), stage_label(stage, "en")) == (indonesian, english)
