"""Conditions put together of a few leaves, and queries that ask for them, sort by something and take a part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from nblabel.domain.query import Expr, Order, Query

Step = Callable[[Query], Query]


def exprs_of(leaves: Sequence[Expr]) -> st.SearchStrategy[Expr]:
    """These joined by and, or and not."""
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            st.builds(lambda one, other: one & other, inner, inner),
            st.builds(lambda one, other: one | other, inner, inner),
            inner.map(lambda expr: ~expr),
        ),
        max_leaves=4,
    )


def steps_of(leaves: Sequence[Expr], orders: Sequence[Order]) -> st.SearchStrategy[list[Step]]:
    """Up to four things that are asked of a query, one after the other."""
    return st.lists(
        st.one_of(
            exprs_of(leaves).map(lambda expr: lambda query: query.filtered(expr)),
            st.sampled_from(orders).map(lambda order: lambda query: query.sorted_by(order)),
            st.tuples(st.integers(0, 9), st.integers(3, 30)).map(lambda ends: lambda query: query.sliced(*ends)),
        ),
        max_size=4,
    )
