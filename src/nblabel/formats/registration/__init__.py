"""Registration files: which media a project shall have, with titles and metadata, as JSON, CSV, a dict or a table.

A reader yields one `Entry` or `Refused` after the other and opens nothing that an entry names.
"""

from nblabel.formats.registration.entries import Entry, Facts, Refused
from nblabel.formats.registration.reading import Reading, reading_of

__all__ = ["Entry", "Facts", "Reading", "Refused", "reading_of"]
