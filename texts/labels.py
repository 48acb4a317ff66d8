"""Words for stages, roles and languages."""

from domain.rights import Holding, Role, RoleChange
from domain.stages import Stage
from texts.catalogue import mark, translator

STAGES = {
    Stage.DECLARED: mark("pencanangan"),
    Stage.BUILDING: mark("pembangunan"),
    Stage.SELF_ASSESSMENT: mark("penilaian mandiri"),
    Stage.TPI_REVIEW: mark("evaluasi TPI"),
    Stage.RETURNED: mark("dikembalikan untuk diperbaiki"),
    Stage.PROPOSED: mark("diusulkan"),
    Stage.ADMINISTRATIVE_SELECTION: mark("seleksi administrasi"),
    Stage.OBJECTION: mark("sanggah"),
    Stage.DESK_EVALUATION: mark("desk evaluasi"),
    Stage.FIELD_VERIFICATION: mark("verifikasi lapangan"),
    Stage.PANEL: mark("panel"),
    Stage.AWARDED: mark("penetapan predikat"),
    Stage.NOT_AWARDED: mark("belum memperoleh predikat"),
    Stage.MONITORING: mark("pemantauan"),
    Stage.REVOKED: mark("predikat dicabut"),
}

ROLES = {
    Role.EMPLOYEE: mark("pegawai"),
    Role.UNIT_HEAD: mark("kepala unit"),
    Role.ZI_TEAM: mark("tim kerja ZI"),
    Role.ASSESSOR: mark("penilai internal (TPI)"),
    Role.AUDITOR: mark("auditor"),
    Role.ADMIN: mark("pengelola"),
}


def stage_label(stage: str, language: str) -> str:
    """The stage in words."""
    return translator(language)(STAGES[Stage(stage)])


def role_label(role: Role, language: str) -> str:
    """The role in words."""
    return translator(language)(ROLES[role])


def role_with_reach(held: Holding | RoleChange, language: str) -> str:
    """The role and how far it reaches: "kepala unit di DPMPTSP"."""
    _ = translator(language)
    reach = held.unit_name or _("seluruh instansi")
    return _("{role} di {reach}").format(role=role_label(held.role, language), reach=reach)
