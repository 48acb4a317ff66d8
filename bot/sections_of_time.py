"""The sections of the configuration about when people are asked and reminded: deadlines and the pledge."""

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from bot.section import Section, about, refuse
from bot.setting_rules import Clock, LeadDays, Must, OptionalClock, PlanDays, Span
from domain.escalation import MOST_DAYS
from domain.pledge_plan import PledgePlan
from domain.reminders import ReminderRules
from domain.work_calendar import within
from services.deadlines import Planning


class Reminders(Section):
    """When people are reminded of deadlines."""

    lead_days: Annotated[LeadDays, about("Pengingat dikirim sekian hari sebelum tenggat; 0 berarti pada harinya.")] = (
        30, 14, 7, 3, 1, 0,
    )  # fmt: skip
    follow_ups: Annotated[
        PlanDays,
        about("Pengingat susulan sekian hari sesudah tenggat bagi yang belum selesai; [] berarti tidak ada."),
    ] = (1, 3, 7, 14)
    send_at: Annotated[Clock, about("Jam pengiriman pengingat, waktu setempat unit.")] = time(8)
    quiet_hours: Annotated[Span, about("Jam tenang: pengingat ditahan sampai jam ini berakhir.")] = (
        time(16),
        time(7, 30),
    )
    friday_prayer: Annotated[Span, about("Jam tenang tambahan pada hari Jumat.")] = (time(11, 30), time(13))
    holidays: Annotated[
        Literal["ID", "none"],
        about('Hari libur yang dihormati: "ID" (libur nasional dan cuti bersama) atau "none".'),
        Must('"ID" atau "none"'),
    ] = "ID"
    head_after: Annotated[
        int,
        about("Kepala unit diberi tahu sekian hari kerja sesudah tenggat bila ada yang belum; 0 berarti tidak.",
              ge=0, le=MOST_DAYS),
        Must("bilangan bulat dari 0 sampai 15"),
    ] = 1  # fmt: skip
    agency_after: Annotated[
        int,
        about("Admin instansi diberi tahu sekian hari kerja sesudah tenggat bila ada yang belum; 0 berarti tidak.",
              ge=0, le=MOST_DAYS),
        Must("bilangan bulat dari 0 sampai 15"),
    ] = 3  # fmt: skip
    digest: Annotated[
        OptionalClock,
        about('Jam rangkuman mingguan hari Senin untuk kepala unit dan grup, waktu setempat unit; "" berarti tidak.'),
    ] = time(8)

    @field_validator("quiet_hours")
    @classmethod
    def _sending_is_not_quiet(cls, value: tuple[time, time], info: ValidationInfo) -> tuple[time, time]:
        try:
            ReminderRules(send_at=info.data.get("send_at", value[1]), quiet_hours=value)
        except ValueError:
            refuse("memuat jam pengiriman (send_at); ubah salah satunya")
        return value

    @field_validator("agency_after")
    @classmethod
    def _the_head_hears_first(cls, value: int, info: ValidationInfo) -> int:
        if value and value < info.data.get("head_after", 0):
            refuse("tidak boleh kurang dari head_after, agar kepala unit diberi tahu lebih dahulu")
        return value

    @field_validator("digest")
    @classmethod
    def _the_digest_is_not_quiet(cls, value: time | None, info: ValidationInfo) -> time | None:
        if value is not None and within(value, info.data.get("quiet_hours", (value, value))):
            refuse("berada dalam jam tenang (quiet_hours); ubah salah satunya")
        return value

    @field_validator("friday_prayer")
    @classmethod
    def _prayer_is_within_the_day(cls, value: tuple[time, time]) -> tuple[time, time]:
        if value[0] > value[1]:
            refuse('harus berakhir pada hari yang sama, misalnya "11:30-13:00"')
        return value

    @property
    def rules(self) -> ReminderRules:
        """The rules by which `domain` plans reminders."""
        return ReminderRules(self.lead_days, self.send_at, self.quiet_hours, self.friday_prayer, self.follow_ups)

    @property
    def planning(self) -> Planning:
        """The rules with the holidays, as the services take them."""
        country = "" if self.holidays == "none" else self.holidays
        return Planning(self.rules, country, self.head_after, self.agency_after, self.digest)


class Pledge(Section):
    """The integrity pledge."""

    validity: Annotated[
        Literal["year_end"] | Annotated[int, Field(ge=1, le=120)],
        about('Masa berlaku pakta: "year_end" (sampai 31 Desember) atau jumlah bulan sejak ditandatangani.'),
        Must('"year_end" atau jumlah bulan dari 1 sampai 120'),
    ] = "year_end"
    factor: Annotated[
        Literal["none", "name", "pin", "name+pin"],
        about('Bukti sebelum menandatangani: "none", "name" (nama lengkap diketik), "pin", atau "name+pin".'),
        Must('"none", "name", "pin", atau "name+pin"'),
    ] = "name"
    witness: Annotated[
        bool,
        about('Kepala unit dapat menyatakan "mengetahui" tanda tangan di unitnya; tidak diwajibkan.'),
        Must("true atau false"),
    ] = True
    remind_after: Annotated[
        PlanDays, about("Yang belum menandatangani diingatkan sekian hari sesudah diminta, pada hari dan jam kerja.")
    ] = (3, 7, 14)
    remind_before: Annotated[
        PlanDays, about("Yang belum menandatangani diingatkan sekian hari sebelum penandatanganan ditutup.")
    ] = (7, 1)
    head_after: Annotated[
        int,
        about("Kepala unit diberi tahu sesudah sekian pengingat tanpa hasil; 0 berarti tidak.", ge=0, le=100),
        Must("bilangan bulat dari 0 sampai 100"),
    ] = 2
    agency_after: Annotated[
        int,
        about("Admin instansi diberi tahu sesudah sekian pengingat tanpa hasil; 0 berarti tidak.", ge=0, le=100),
        Must("bilangan bulat dari 0 sampai 100"),
    ] = 4
    place: Annotated[str, about("Tempat penandatanganan pada dokumen pakta, misalnya ibu kota kabupaten.")] = ""
    seal_key_file: Annotated[
        str,
        about(
            "Berkas kunci segel Ed25519, dibuat bila belum ada; simpan salinannya di luar mesin ini. "
            "Kosong: zibot-seal.pem di samping basis data SQLite, atau di folder kerja."
        ),
    ] = ""
    pdf_certificate_file: Annotated[
        str,
        about(
            "Berkas PKCS#12 (.p12) instansi yang menandatangani PDF, kunci P-256 atau RSA. "
            "Kosong: zibot-pdf.p12 buatan sendiri di samping kunci segel."
        ),
    ] = ""
    pdf_certificate_password: Annotated[SecretStr, about("Kata sandi berkas PKCS#12 itu.")] = SecretStr("")

    @field_validator("agency_after")
    @classmethod
    def _the_head_hears_first(cls, value: int, info: ValidationInfo) -> int:
        if value and value < info.data.get("head_after", 0):
            refuse("tidak boleh kurang dari head_after, agar kepala unit diberi tahu lebih dahulu")
        return value

    @property
    def plan(self) -> PledgePlan:
        """When campaigns without a plan of their own remind."""
        return PledgePlan(self.remind_after, self.remind_before, self.head_after, self.agency_after)
