"""Going on in another channel: the code that the widget shows, drawn where it can be scanned."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from connectors.protocol import Invites, Links
from connectors.webchat.inbound import CHANNEL


@dataclass(frozen=True)
class WebLinks:
    """Takes conversations along: `links` gives the codes, `target` is where they lead."""

    links: Links
    target: Invites

    async def invite(self, sender: str) -> dict[str, object]:
        """A code for the widget. `qr` is a drawing where the channel gave something to scan."""
        link = await self.links.begin_link(CHANNEL, sender)
        invitation = await self.target.invite(link)
        return {
            "code": link.code,
            "expires_in": link.seconds,
            "qr": draw(invitation.qr) if invitation.qr else None,
            "account": invitation.account,
        }

    async def linked(self, sender: str) -> list[str]:
        """The channels with which the conversation is linked."""
        return list(await self.links.linked(CHANNEL, sender))


def draw(text: str) -> dict[str, object]:
    """A QR code (ISO/IEC 18004) as an SVG path in which each module is one unit, without border.

    A path can be drawn on a page whose policy forbids foreign images.

    >>> draw("https://example.org")["size"]
    25
    """
    rows = segno.make(text, micro=False, error="m").matrix
    runs = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return {"size": len(rows), "path": "".join(runs)}


def _runs(row: bytearray, y: int) -> list[str]:
    """The dark runs of a row as rectangles."""
    found: list[str] = []
    start: int | None = None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h{start - x}z")
            start = None
    return found
