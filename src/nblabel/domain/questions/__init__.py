"""The question kinds: one file each, registered by being imported here."""

from nblabel.domain.questions.base import KINDS, Option, Question
from nblabel.domain.questions.checklist import Checklist
from nblabel.domain.questions.number import Number
from nblabel.domain.questions.radio import Radio
from nblabel.domain.questions.text import Text

__all__ = ["KINDS", "Checklist", "Number", "Option", "Question", "Radio", "Text"]
