"""Everything held about a person into a document, worded by `texts`, set by `documents`."""

from __future__ import annotations

from documents.data_file import DataFile, DataFileLabels, Section
from domain.retention import Retention
from services.personal_data import Held
from texts import data_file as words
from texts.place import Place
from texts.privacy import terms


def paper(place: Place, held: Held, kept: Retention) -> DataFile:
    """The PDF to read, with the same content as JSON inside."""
    frame, by_key = words.frame(place), terms(place.language, kept)
    sections = (words.section(place, kind, rows, by_key) for kind, rows in held.kinds.items())
    return DataFile(
        title=frame["title"],
        agency=place.agency,
        person=held.name or words.nobody(place.language),
        sections=tuple(Section(title, lines, note) for title, lines, note in sections),
        footer=frame["footer"],
        made_at=place.now,
        json=held.as_json(place.now),
        language=place.language,
        labels=DataFileLabels(frame["attachment"], frame["page"]),
    )
