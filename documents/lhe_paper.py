"""An evaluation report (LHE) as a PDF/A-2u on A4."""

from dataclasses import asdict

from documents import typesetting
from domain.lhe import Paper


def render(paper: Paper) -> bytes:
    """The PDF, the same bytes for the same paper; slow."""
    data = asdict(paper)
    del data["made_at"]
    data |= {"agency": paper.agency.upper(), "heading": paper.title.upper()}
    return typesetting.pdf("lhe", data, paper.made_at)
