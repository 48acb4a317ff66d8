"""What people do and see around deadlines, for the tables of dialogs."""

from sqlalchemy import update

from storage.engine import Transaction
from storage.tables import deadlines
from tests.handlers.dialogue import Act, Fragment, House, Turn, find_button, in_words

EVIDENCE = "Unggah eviden area Pengawasan"
MEETING = "Rapat monev ZI triwulan"
SIGNING = "Tanda tangan pakta integritas"
OPEN_PLEDGE = "Buka pakta integritas"
MARKED = "Ditandai selesai. Terima kasih."
CALENDAR_FILE = "Berkas kalender (.ics)"
SHOWN = 12


def number_of(house: House, title: str) -> int:
    return int(house.rows("select id from deadlines where title = ?", title)[0][0])


def opens_entry(title: str) -> Act:
    """Press the newest button of a list that opens this deadline: it begins with the days and may be cut short."""

    async def act(turn: Turn) -> None:
        for message in reversed(turn.box.messages(turn.chat)):
            for buttons in message.inline or []:
                label = str(buttons[0]["text"])
                if f" · {title[:SHOWN]}" in label:
                    turn.pressed, row, column = find_button(turn.box, turn.chat, label)
                    turn.press = await turn.box.people.press(turn.person.id, turn.chat, message.id, row, column)
                    return
        raise AssertionError(title)

    return act


def entries(turn: Turn) -> list[str]:
    """The labels of the newest message with buttons."""
    message = next(one for one in reversed(turn.box.messages(turn.chat)) if one.inline)
    return [str(button["text"]) for row in message.inline or [] for button in row]


def labelled(message: str, **values: object) -> Fragment:
    """A label of the catalogue with its blanks filled in."""
    return lambda language: in_words(message, language).format(**values)


async def change(house: House, title: str, **values: object) -> None:
    """Give a deadline of the demo other values."""

    def work(tx: Transaction) -> None:
        tx.execute(update(deadlines).where(deadlines.c.title == title).values(**values))

    await house.office.db.write(work)
