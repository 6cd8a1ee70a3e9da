"""What an item shows and how, for the kinds: the values themselves are of the domain."""

from nblabel.domain.medium import AS_IT_IS, Look, Medium

__all__ = ["AS_IT_IS", "Look", "Medium"]
