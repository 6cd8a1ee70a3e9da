"""The shapes that objects have: one file each, registered by being imported here. Use it as `nb.shapes`.

Examples
--------
>>> import nblabel as nb
>>> nb.shapes.Box(10, 20, 30, 40).area
1200.0
"""

from nblabel.domain.shapes.base import SHAPES, Shape, shape_from_json
from nblabel.domain.shapes.box import Box
from nblabel.domain.shapes.mask import Mask
from nblabel.domain.shapes.points import Points
from nblabel.domain.shapes.polygon import Polygon
from nblabel.domain.shapes.polyline import Polyline
from nblabel.domain.shapes.rotated_box import RotatedBox

__all__ = ["SHAPES", "Box", "Mask", "Points", "Polygon", "Polyline", "RotatedBox", "Shape", "shape_from_json"]
