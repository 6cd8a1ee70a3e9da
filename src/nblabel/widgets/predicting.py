"""Answers about predictions: what would be accepted, accepting, rejecting."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from nblabel.domain.predicting import Accept, Reject
from nblabel.ops.accepting.accept import plan_accept
from nblabel.ops.accepting.reject import plan_reject
from nblabel.widgets.reads import told
from nblabel.widgets.room import Room, checked
from nblabel.widgets.workload import through_task
from nblabel.wire import predicting as wire

if TYPE_CHECKING:
    from nblabel.wire.planning import Plan
    from nblabel.wire.writing import Change


class Predicts(Room):
    """One method an op."""

    def accept_plan(self, args: wire.AcceptPlanArgs) -> wire.AcceptPlan:
        """What accepting would do to each item of the target."""
        target = self._board.meant(args.target).query
        command = Accept(
            target=target,
            source=args.source,
            root=args.question,
            threshold=args.threshold,
            override=args.override,
        )
        plan = plan_accept(self._board.session, through_task(self._board, command, args.target.ids))
        rows = [wire.AcceptRow(**asdict(row), status=status) for status, row in plan.rows.items()]
        return wire.AcceptPlan(**asdict(plan.total), rows=rows, reasons=dict(plan.reasons))

    def accept(self, args: wire.AcceptArgs) -> Change:
        """Make labels of predictions."""
        meant = self._board.meant_in(args.target, args.statuses)
        command = Accept(
            client_id=checked(args.op_id),
            target=meant.query,
            source=args.source,
            root=args.question,
            threshold=args.threshold,
            override=args.override,
        )
        told = [f"view={meant.view.code()}"]
        told += [f"min_confidence={args.threshold:g}"] if args.threshold else []
        told += self._question(args.question)
        told += ["override=True"] if args.override else []
        return self.run(command, f"project.predictions({args.source!r}).accept({', '.join(told)})", args.target.ids)

    def reject_plan(self, args: wire.RejectPlanArgs) -> Plan:
        """What rejecting would do, by status."""
        target = self._board.meant(args.target).query
        command = Reject(target=target, source=args.source, root=args.question)
        plan = plan_reject(self._board.session, through_task(self._board, command, args.target.ids))
        return told(plan)

    def reject(self, args: wire.RejectArgs) -> Change:
        """Say that predictions are wrong."""
        meant = self._board.meant_in(args.target, args.statuses)
        command = Reject(client_id=checked(args.op_id), target=meant.query, source=args.source, root=args.question)
        told = ", ".join([meant.view.code(), *self._question(args.question)])
        return self.run(command, f"project.predictions({args.source!r}).reject({told})", args.target.ids)

    def _question(self, ident: int) -> list[str]:
        if not ident:
            return []
        ontology = self._board.ontology
        named = next((cls.name for cls in ontology.objects if cls.ident == ident), None)
        return [f"question={(named or ontology.root(ident).name)!r}"]
