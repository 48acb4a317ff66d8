"""A whole python-telegram-bot application, and the sandbox as a program of its own."""

import ast
import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from sandbox import Sandbox
from sandbox.methods import NAMES
from sandbox.people import People
from tests.sandbox.rig import BUDI, TOKEN, populated, running

DOCS = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


async def greet(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Setuju", callback_data="agree")]])
    await update.message.reply_html("<b>Selamat datang</b>", reply_markup=buttons)


async def agree(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Terima kasih")
    await update.callback_query.edit_message_text("Tersimpan")


def application_for(box: Sandbox, token: str) -> Any:
    builder = Application.builder().token(token)
    application = builder.base_url(f"{box.address}/bot").base_file_url(f"{box.address}/file/bot").build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(agree))
    return application


async def run(code: str, names: dict[str, Any]) -> None:
    running = eval(compile(code, "docs/sandbox.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
    if running is not None:
        await running


async def test_the_example_in_the_documentation_works() -> None:
    example = re.search(r"```python\n(.*?)```", DOCS, re.DOTALL)
    assert example is not None
    before, _, after = example[1].partition("# now start the bot")
    names: dict[str, Any] = {}
    await run(before, names)
    async with application_for(names["box"], "1000001:any-secret") as application:
        await application.start()
        await application.updater.start_polling()
        await run("#" + after.replace("await box.stop()", ""), names)
        await application.updater.stop()
        await application.stop()
    await names["box"].stop()


def test_the_documentation_lists_what_is_served_and_what_people_do() -> None:
    served = DOCS.partition("## What it serves")[2].partition("\n\n")[2].partition("Every other method")[0]
    assert sorted(re.findall(r"[a-z]+[A-Z]\w+", served)) == sorted(NAMES.values())
    row = next(line for line in DOCS.splitlines() if line.startswith("| `box.people`"))
    acts = {name for name in re.findall(r"`(\w+)`", row) if name != "PersonError"}
    assert acts == {name for name in dir(People) if not name.startswith("_")}


async def test_an_application_polls_answers_and_shuts_down_as_at_telegram() -> None:
    box = populated()
    await box.start(port=0)
    try:
        application = application_for(box, TOKEN)
        async with application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling()
            box.people.start(BUDI, "v_1")
            greeting = await box.until(lambda: next((m for m in box.messages(BUDI) if m.inline), None))
            assert greeting is not None
            press = await box.people.press(BUDI, BUDI, greeting.id, 0, 0)
            assert press.answer is not None
            assert press.answer.text == "Terima kasih"
            await box.until(lambda: greeting.text == "Tersimpan")
            assert greeting.inline is None
            await application.updater.stop()
            await application.stop()
        assert box.updates.pending == {}
    finally:
        await box.stop()


async def test_until_gives_up_in_time() -> None:
    async with running() as rig:
        with pytest.raises(TimeoutError):
            await rig.box.until(lambda: False, seconds=0.05)


def test_a_sandbox_serves_one_bot_and_distinct_people() -> None:
    box = populated()
    mistakes: list[Any] = [
        lambda: box.add_bot("2:x", "second_bot", "Second"),
        lambda: Sandbox().add_bot("no-token", "x", "X"),
        lambda: box.add_user(BUDI, "Budi lagi"),
        lambda: box.add_user(-1, "Negatif"),
        lambda: box.add_group(5, "Positif", members=[BUDI]),
        lambda: box.add_group(-5, "Kosong"),
    ]
    for mistake in mistakes:
        with pytest.raises(ValueError, match=r"\w"):
            mistake()
    with pytest.raises(RuntimeError):
        _ = box.address
    with pytest.raises(RuntimeError):
        _ = Sandbox().world.bot


async def test_the_program_starts_alone_and_tells_how_to_use_it() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert program.stdout is not None
        async with asyncio.timeout(20):
            lines = [(await program.stdout.readline()).decode().split() for _ in range(5)]
            async with aiohttp.ClientSession() as session, session.get(lines[1][-1]) as response:
                assert (await response.json())["result"]["username"] == "sandbox_bot"
        assert [line[0] for line in lines] == ["Chat", "Bot", "Token", "base_url", "base_file_url"]
    finally:
        program.terminate()
        assert await asyncio.wait_for(program.wait(), 10) == 0
