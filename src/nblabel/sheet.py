"""A contact sheet as plain HTML: what a view shows where no widget runs."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from nblabel.domain.query import is_framed
from nblabel.media.serving.pool import shared_pool
from nblabel.store.items import files
from nblabel.store.reading import tiles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nblabel.store.reading.tiles import Tile
    from nblabel.view import View

MOST = 12
WAIT_S = 1.0
WAIT_BESIDE_A_WIDGET_S = 0.1


def contact_sheet(view: View, most: int = MOST) -> str:
    """The first pictures of a view with titles and answers, and how many there are; no scripts."""
    return _titled(view, len(view)) + _row(_figures(view, _first(view, most), WAIT_S))


def project_sheet(title: str, view: View) -> str:
    """The same for a whole project, under its title."""
    return f"<p>{escape(title)}</p>" + _row(_figures(view, _first(view, MOST), WAIT_S))


def groups_sheet(groups: Iterable[View], rest: str = "", most: int = 8) -> str:
    """The first pictures of each group in a row of their own, then a sentence on the rest."""
    rows = [_row(_figures(group, _first(group, most), WAIT_S)) + _more(len(group) - most) for group in groups]
    return "<hr>".join(rows) + (f"<p>{escape(rest)}</p>" if rest else "")


def _more(count: int) -> str:
    return f"<p>and {count:,} more</p>" if count > 0 else ""


def widget_sheet(view: View, ids: list[int], count: int) -> str:
    """The same beside a widget that has ranked the view already: it must not wait for its stand-in."""
    return _titled(view, count) + _row(_figures(view, ids[:MOST], WAIT_BESIDE_A_WIDGET_S))


def _titled(view: View, count: int) -> str:
    what = "frames" if is_framed(view._query) else "items"
    return f"<p><code>{escape(view.code())}</code>: {count:,} {what}</p>"


def _first(view: View, most: int) -> list[int]:
    return [int(ident) for ident in view[:most].ids()]


def _row(figures: list[str]) -> str:
    return f'<div style="display:flex;flex-wrap:wrap;gap:8px">{"".join(figures)}</div>'


def _figures(view: View, ids: list[int], wait_s: float) -> list[str]:
    reading = view._reading
    found, media = reading.read(
        lambda cur, scope: (tiles.tiles(cur, scope, ids, MOST), files.media_of(cur, scope, ids))
    )
    page = shared_pool().request(media.items(), 128, wait_s, channel="sheet")
    ontology = reading.ontology
    figures = []
    for tile in found:
        said = (ontology.place(part.question).question.describe(part.part) for part in tile.parts)
        answers = ", ".join(", ".join(one) if isinstance(one, list) else str(one) for one in said)
        thumb = page.ready.get(tile.id)
        figures.append(_figure(tile, answers, thumb.bytes if thumb else None, page.failed.get(tile.id, "")))
    return figures


def _figure(tile: Tile, answers: str, jpeg: bytes | None, reason: str) -> str:
    if jpeg:
        picture = f'<img alt="" src="data:image/jpeg;base64,{b64encode(jpeg).decode()}">'
    else:
        picture = f"<em>{escape(reason or 'no picture yet')}</em>"
    text = f"<figcaption>{escape(tile.title)}<br><strong>{escape(answers)}</strong></figcaption>"
    return f'<figure style="margin:0;width:132px;font-size:11px;overflow-wrap:anywhere">{picture}{text}</figure>'
