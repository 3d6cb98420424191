"""Measures on the scan-based head what each coefficient does to the lips; writes lip-distances.json.

    python3 measure_lips.py ICT_FACE_MODEL_FOLDER

gap: upper minus lower inner lip, upwards, mean of the three middle pairs. rounding: mean of how far the lips come
forward and how far one corner comes in; jaw and mouthClose left out. lowerLip: inner lower lip upwards. All in
millimetres for a coefficient of 1, from the neutral face.
"""
import argparse, json
from pathlib import Path

import numpy as np

VERTICES = 26719
# In the 68-point scheme.
UPPER_INNER, LOWER_INNER, LIP_MIDDLE, CORNERS = (61, 62, 63), (67, 66, 65), (51, 62, 57, 66), (48, 54)
NOT_ROUNDING = {"jawOpen", "jawForward", "jawLeft", "jawRight", "mouthClose"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    folder = parser.parse_args().model
    landmarks = next(v for v in json.loads((folder / "vertex_indices.json").read_text()).values() if isinstance(v, list) and len(v) == 68)
    shapes = json.loads((folder / "scales.json").read_text())["expressions"]
    offsets = np.fromfile(folder / "expressions.i16", np.int16).reshape(len(shapes), VERTICES, 3)
    result = {"gapMm": {}, "roundingMm": {}, "lowerLipMm": {}}
    for shape, offset in zip(shapes, offsets):
        name = shape["name"].replace("_L", "Left").replace("_R", "Right")
        if not name.startswith(("jaw", "mouth", "cheekPuff", "noseSneer")):
            continue
        millimetres = 10 * shape["scale"] * offset[landmarks].astype(np.float64)
        if name.startswith("cheekPuff"):
            name, previous = "cheekPuff", {key: values.get("cheekPuff", 0) for key, values in result.items()}
        else:
            previous = dict.fromkeys(result, 0)
        lower = millimetres[list(LOWER_INNER), 1].mean()
        narrowing = (millimetres[CORNERS[0], 0] - millimetres[CORNERS[1], 0]) / 2
        values = {
            "gapMm": millimetres[list(UPPER_INNER), 1].mean() - lower,
            "roundingMm": 0 if name in NOT_ROUNDING else (millimetres[list(LIP_MIDDLE), 2].mean() + narrowing) / 2,
            "lowerLipMm": lower,
        }
        for key, value in values.items():
            result[key][name] = round(float(value) + previous[key], 2)
    Path(__file__).with_name("lip-distances.json").write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
