"""Measuring pictures because a page asks for it."""

from __future__ import annotations

from nblabel.domain.measuring import own_metrics
from nblabel.errors import Interrupted, MeasureError
from nblabel.ops.measuring.embed import embed, latest_model, model_named
from nblabel.ops.measuring.measure import measure
from nblabel.widgets.room import Room
from nblabel.wire import exploring as wire
from nblabel.wire.messages import Empty

_KNOWN = ("metrics", "embedding")


class Measures(Room):
    """One method an op."""

    def measure(self, args: wire.MeasureArgs) -> Empty:
        """Measure, or embed, what was not yet; the job of the request tells how far it is, and may be cancelled."""
        unknown = [what for what in args.what if what not in _KNOWN]
        if unknown or not args.what:
            raise MeasureError(f"What can be measured is metrics and embedding, not {unknown or args.what}.")
        session = self._board.reading.for_writing()
        try:
            if "metrics" in args.what:
                measure(session, own=own_metrics(), progress=_silent)
            if "embedding" in args.what:
                name = latest_model(session)
                embed(session, model=model_named(name), name=name, progress=_silent)
        except Interrupted as stopped:
            raise Interrupted("Measuring was stopped; what was measured by then stays.") from stopped
        return Empty()


def _silent(_: int) -> None:
    """The page draws its own bar."""
