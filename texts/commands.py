"""The commands: their names in each language, where they work, and what the menu says of them."""

from dataclasses import dataclass
from typing import Final

from domain.rights import Action
from texts.catalogue import mark, translator


@dataclass(frozen=True, slots=True)
class Command:
    """A command. `names` are Indonesian, then English; `needs` is the right without which no menu shows it."""

    key: str
    names: tuple[str, str]
    about: str
    private: bool = True
    group: bool = False
    needs: Action | None = None

    def name(self, language: str) -> str:
        """Its name in the menu of a language."""
        return self.names[1] if language == "en" else self.names[0]


COMMANDS: Final = (
    Command("start", ("start", "start"), mark("Beranda")),
    Command("pledge", ("pakta", "pledge"), mark("Baca dan tanda tangani pakta integritas")),
    Command("status", ("status", "status"), mark("Kedudukan unit menuju WBK/WBBM"), group=True),
    Command("deadlines", ("tenggat", "deadlines"), mark("Tenggat terdekat"), group=True),
    Command("verify", ("periksa", "verify"), mark("Periksa kode tanda terima pakta")),
    Command("me", ("saya", "me"), mark("Data dan peran saya")),
    Command("announce", ("umumkan", "announce"), mark("Kirim pengumuman"), needs=Action.ANNOUNCE),
    Command("admin", ("admin", "admin"), mark("Menu pengelola"), needs=Action.SEE_ADMIN_MENU),
    Command("unit", ("unit", "unit"), mark("Menu unit: kode aktivasi dan permintaan bergabung"),
            needs=Action.SEE_UNIT_MENU),
    Command("worksheet", ("lke", "lke"), mark("Isi lembar kerja evaluasi unit"), needs=Action.ANSWER_WORKSHEET),
    Command("assess", ("nilai", "assess"), mark("Nilai lembar kerja unit"), needs=Action.ASSESS_WORKSHEET),
    Command("language", ("bahasa", "language"), mark("Ganti bahasa")),
    Command("privacy", ("privasi", "privacy"), mark("Data pribadi dan hak saya")),
    Command("help", ("bantuan", "help"), mark("Bantuan"), group=True),
    Command("cancel", ("batal", "cancel"), mark("Batalkan langkah yang berjalan")),
    Command("link_group", ("hubungkan", "link"), mark("Tautkan grup ke unit"), private=False, group=True,
            needs=Action.LINK_GROUP),
    Command("unlink_group", ("lepaskan", "unlink"), mark("Lepaskan tautan grup"), private=False, group=True,
            needs=Action.LINK_GROUP),
    Command("declaration", ("deklarasi", "declaration"), mark("Kartu pencanangan"), private=False, group=True,
            needs=Action.LINK_GROUP),
)  # fmt: skip


def descriptions(language: str) -> tuple[str, str]:
    """What the bot says of itself in a chat that was not started (512 characters), and on its card (120)."""
    _ = translator(language)
    return (
        _(
            "Layanan Zona Integritas untuk pegawai: tanda tangani pakta integritas, lihat kedudukan unit menuju WBK "
            "dan WBBM, dan terima pengingat tenggat pada jam kerja. Mohon tekan Mulai."
        ),
        _("Pakta integritas, status unit, dan tenggat Zona Integritas."),
    )


def menu(
    language: str, *, group: bool, allowed: frozenset[Action] = frozenset(), everything: bool = False
) -> list[tuple[str, str]]:
    """(name, description) of the commands of a private chat or of a group, for a person with these rights."""
    _ = translator(language)
    return [
        (command.name(language), _(command.about))
        for command in COMMANDS
        if (command.group if group else command.private)
        and (command.needs is None or command.needs in allowed or everything)
    ]
