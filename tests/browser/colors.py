"""Pictures of three colors with noise on them, of which a model said what they show."""

from __future__ import annotations

COLORS = """import numpy as np, pandas as pd, nblabel as nb
from nblabel import F
from pathlib import Path
from PIL import Image
names = ["red", "green", "blue"]
colors = {"red": (200, 40, 40), "green": (40, 150, 60), "blue": (40, 80, 200)}
truth = {f"picture-{place:02}.png": names[place % 3] for place in range(12)}
Path("pictures").mkdir()
for place, (title, name) in enumerate(truth.items()):
    noise = np.random.default_rng(place).integers(0, 40, (120, 120, 3))
    Image.fromarray((np.array(colors[name]) * 0.8 + noise).astype("uint8")).save(f"pictures/{title}")
project = nb.open("colors.duckdb", annotator="ana")
project.add("pictures")
project.ontology = nb.Ontology(nb.Radio("Color", names))
rows = [
    {"title": title, "question": "Color", "answer": "blue" if place == 1 else name, "confidence": 0.9}
    for place, (title, name) in enumerate(truth.items())
]
project.add_predictions(pd.DataFrame(rows), source="resnet")"""
