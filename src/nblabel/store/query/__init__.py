"""Queries as SQL with bound values, and the items they find."""
