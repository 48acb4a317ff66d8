"""The chat page for everybody: names of controls, sizes for fingers, contrast in both schemes."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page

from tests.sandbox.chat_page import PHONE, Scene, message, write

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACCESSIBILITY = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8").strip().rstrip(";")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAIRS = [
    ("--ink", "--page"), ("--ink", "--surface"), ("--ink", "--sunken"), ("--ink", "--hover"), ("--ink", "--chosen"),
    ("--ink-soft", "--surface"), ("--ink-soft", "--sunken"), ("--ink-soft", "--hover"), ("--ink-soft", "--chosen"),
    ("--ink", "--bubble-in"), ("--ink-soft", "--bubble-in"), ("--link", "--bubble-in"), ("--ink", "--key"),
    ("--on-bubble-out", "--bubble-out"), ("--out-soft", "--bubble-out"), ("--on-pill", "--pill"),
    ("--brand", "--surface"), ("--brand", "--hover"), ("--gold-ink", "--surface"), ("--gold-ink", "--hover"),
    ("--on-brand", "--brand-deep"), ("--on-brand-soft", "--brand-deep"), ("--on-solid", "--solid"),
    ("--on-solid", "--solid-hover"), ("--on-danger", "--danger"), ("--on-success", "--success"),
]  # fmt: skip


async def everything_shown(scene: Scene, **options: Any) -> Page:
    page = await scene.started(**options)
    for text, sign in [("/kontak", "Mohon bagikan"), ("/tautan", "Buka pakta"), ("/bukti", "Bukti Anda")]:
        await write(page, text)
        await message(page, sign).first.wait_for()
    await page.get_by_test_id("commands").click()
    return page


async def test_every_control_has_a_name(scene: Scene) -> None:
    page = await everything_shown(scene)
    tree = await page.locator("body").aria_snapshot()
    await page.get_by_test_id("me").click()
    tree += await page.locator("body").aria_snapshot()
    controls = re.findall(r"- (button|textbox|link|tab|option|dialog|img|menuitem|checkbox)\b( \")?.*", tree)
    assert len(controls) > 30
    assert [role for role, name in controls if not name] == []


async def test_touch_targets_are_large_enough_for_a_finger(scene: Scene) -> None:
    page = await everything_shown(scene, size=PHONE, has_touch=True, is_mobile=True)
    assert await page.evaluate(f"{ACCESSIBILITY}.smallTargets(44)") == []


async def test_all_text_stands_out_from_its_ground_by_day_and_by_night(scene: Scene) -> None:
    page = await everything_shown(scene)
    grounds = set()
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        grounds.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        ratios = await page.evaluate(f"pairs => {ACCESSIBILITY}.pairs(pairs)", PAIRS)
        weak = [(scheme, pair, ratio) for pair, ratio in zip(PAIRS, ratios, strict=True) if ratio < 4.5]
        assert weak == []
        assert await page.evaluate(f"{ACCESSIBILITY}.faintTexts()") == []
    assert len(grounds) == 2
