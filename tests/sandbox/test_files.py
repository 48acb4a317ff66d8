"""Files up and down: multipart, attach://, file ids, albums, limits, and what people send."""

import io
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from sandbox import PersonError
from sandbox.files import FileStore, picture_size
from tests.sandbox.rig import ANI, PNG, TOKEN, Rig, running

PDF = b"%PDF-1.7 synthetic"


async def upload(rig: Rig, data: bytes = PDF) -> str:
    message = await rig.bot.send_document(ANI, data, filename="pakta.pdf", caption="<b>Pakta</b>", parse_mode="HTML")
    assert message.document is not None
    return message.document.file_id


async def test_a_document_goes_up_and_comes_down_unchanged() -> None:
    async with running() as rig:
        message = await rig.bot.send_document(ANI, PDF, filename="pakta.pdf", caption="<b>Pakta</b>", parse_mode="HTML")
        document = message.document
        assert document is not None
        assert (document.file_name, document.mime_type, document.file_size) == (
            "pakta.pdf",
            "application/pdf",
            len(PDF),
        )
        assert (message.caption, message.caption_entities[0].type) == ("Pakta", "bold")
        file = await rig.bot.get_file(document.file_id)
        assert bytes(await file.download_as_bytearray()) == PDF


async def test_a_photo_has_its_size_and_may_be_sent_again_by_id() -> None:
    async with running() as rig:
        message = await rig.bot.send_photo(ANI, PNG)
        photo = message.photo[-1]
        assert (photo.width, photo.height, photo.file_size) == (4, 3, len(PNG))
        again = await rig.bot.send_photo(ANI, photo.file_id)
        assert again.photo[-1].file_unique_id == photo.file_unique_id


async def test_an_album_comes_as_messages_of_one_group() -> None:
    async with running() as rig:
        media = [InputMediaPhoto(PNG, caption="satu"), InputMediaPhoto(io.BytesIO(PNG))]
        messages = await rig.bot.send_media_group(ANI, media)
        assert [message.caption for message in messages] == ["satu", None]
        assert len({message.media_group_id for message in messages}) == 1
        assert all(message.photo for message in messages)


async def test_media_and_caption_are_edited_in_place() -> None:
    async with running() as rig:
        message = await rig.bot.send_photo(ANI, PNG, caption="lama")
        edited = await rig.bot.edit_message_caption(ANI, message.message_id, caption="baru")
        assert not isinstance(edited, bool)
        assert (edited.caption, bool(edited.photo)) == ("baru", True)
        media = InputMediaDocument(PDF, filename="a.pdf", caption="berkas")
        replaced = await rig.bot.edit_message_media(media, ANI, message.message_id)
        assert not isinstance(replaced, bool)
        assert (replaced.caption, replaced.document and replaced.document.file_name) == ("berkas", "a.pdf")


ALBUM_OF_ONE = [{"type": "document", "media": "x"}]


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendDocument", {"document": "no-such-id"}, "wrong remote file identifier specified: Wrong string length"),
        ("sendPhoto", {"photo": "ID"}, "can't use file of type Document as Photo"),
        ("getFile", {"file_id": "no-such-id"}, "invalid file_id"),
        ("sendMediaGroup", {"media": ALBUM_OF_ONE}, "an album must include 2-10 items"),
        (
            "sendMediaGroup",
            {"media": [{"type": "document"}, {"type": "photo"}]},
            "Document can't be mixed with other media types",
        ),
        (
            "sendMediaGroup",
            {"media": [{"type": "audio", "media": "x"}] * 2},
            "can't parse InputMedia: unsupported media type; the sandbox knows photo and document",
        ),
    ],
)
async def test_files_that_are_missing_or_of_the_wrong_kind_are_refused(
    method: str, params: dict[str, Any], reason: str
) -> None:
    async with running() as rig:
        file_id = await upload(rig)
        params = {key: file_id if value == "ID" else value for key, value in params.items()}
        assert await rig.refusal(method, chat_id=ANI, **params) == (400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"no picture", "Image_process_failed"), (b"", "File must be non-empty"), (PNG[:20], "Image_process_failed")],
)
async def test_what_is_no_picture_cannot_be_sent_as_photo(data: bytes, reason: str) -> None:
    async with running() as rig:
        with pytest.raises(BadRequest, match=f"(?i){reason}"):
            await rig.bot.send_photo(ANI, data)


@pytest.mark.parametrize(
    ("width", "height", "status"), [(100, 100, 200), (5000, 5001, 400), (1, 21, 400), (2000, 100, 200)]
)
async def test_a_photo_is_not_too_large_and_not_too_narrow(width: int, height: int, status: int) -> None:
    picture = PNG[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + PNG[24:]
    async with running() as rig:
        form = aiohttp.FormData({"chat_id": str(ANI)})
        form.add_field("photo", picture, filename="a.png")
        async with rig.session.post(f"{rig.box.address}/bot{TOKEN}/sendPhoto", data=form) as response:
            body = await response.json()
        refusal = None if status == 200 else "Bad Request: PHOTO_INVALID_DIMENSIONS"
        assert (response.status, body.get("description")) == (status, refusal)


async def test_only_files_of_at_most_20_mb_can_be_fetched() -> None:
    async with running() as rig:
        sizes = {20 << 20: True, (20 << 20) + 1: False}
        for size, fetched in sizes.items():
            message = rig.box.people.upload(ANI, ANI, bytes(size), "besar.bin", "application/octet-stream")
            assert message.media is not None
            status, _ = await rig.call("getFile", file_id=message.media.file.id)
            assert (status == 200) is fetched


async def test_what_a_person_uploads_reaches_the_bot() -> None:
    async with running() as rig:
        rig.box.people.upload(ANI, ANI, PNG, "bukti.png", "image/png", "Bukti", as_photo=True)
        rig.box.people.upload(ANI, ANI, PDF, "bukti.pdf", "application/pdf")
        photo, document = [update["message"] for update in await rig.updates()]
        assert (photo["caption"], photo["photo"][0]["width"]) == ("Bukti", 4)
        file = await rig.bot.get_file(document["document"]["file_id"])
        assert bytes(await file.download_as_bytearray()) == PDF


async def test_a_person_cannot_upload_nothing() -> None:
    async with running() as rig:
        with pytest.raises(PersonError):
            rig.box.people.upload(ANI, ANI, b"", "kosong.txt", "text/plain")


async def test_temporary_files_are_removed_and_given_folders_kept(tmp_path: Any) -> None:
    temporary, kept = FileStore(), FileStore(tmp_path)
    paths = [store.add("document", "a.txt", "text/plain", b"x").on_disk for store in (temporary, kept)]
    for store in (temporary, kept):
        store.close()
    assert [path.exists() for path in paths] == [False, True]


async def test_the_download_needs_the_token() -> None:
    async with running() as rig:
        path = (await rig.result("getFile", file_id=await upload(rig)))["file_path"]
        for token, status in ((TOKEN, 200), ("1:wrong", 401)):
            async with rig.session.get(f"{rig.box.address}/file/bot{token}/{path}") as response:
                assert response.status == status


JPEG = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x05\x00\x07\x03"
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x09\x00\x00"


@pytest.mark.parametrize(
    ("data", "size"),
    [(PNG, (4, 3)), (b"GIF89a\x05\x00\x06\x00", (5, 6)), (JPEG, (7, 5)), (WEBP, (9, 10)), (PDF, None), (b"", None)],
)
def test_picture_sizes_are_read_from_the_file(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size


@settings(deadline=None)
@given(st.sampled_from([b"", PNG[:8], b"\xff\xd8", b"GIF89a", b"RIFF1234WEBPVP8 ", b"RIFF1234WEBPVP8L"]), st.binary())
def test_no_file_breaks_the_reading_of_sizes(magic: bytes, rest: bytes) -> None:
    size = picture_size(magic + rest)
    assert size is None or all(side >= 0 for side in size)
