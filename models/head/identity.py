"""Writes what fitting a photograph needs beside the head: resources/head/fit.json and fit.bin.

    python3 identity.py [DATA]

The neutral mean head and its identity modes on the vertices of both levels of detail, and on the points of the face
that the landmark detector names (landmarks.json, measured by landmarks.py).
"""

import argparse
import json
from pathlib import Path

import numpy as np

import build_geometry as build
import geometry as g
import ict
import pack
import persona

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "resources" / "head"
MODES = 50
# A landmark that wandered further over random heads is on no fixed point of the face.
LARGEST_SPREAD_CM = 0.6
# The detector's own outline of the face: it follows the silhouette, not the skin.
FACE_OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]


def sources(parts):
    """Index into the data of every vertex of a level; -1 where it is made by us (eyeballs)."""
    return np.concatenate([p.get("source", np.full(len(p["positions"]), -1)) for _, _, p in parts]).astype(int)


def eye_parameters(neutral):
    """Centre and radius of both eyeballs, [8]."""
    return np.concatenate([np.append(*g.fit_eye(neutral, side)) for side in ("left", "right")])


def quantised(values):
    scale = max(float(np.abs(values).max()), 1e-6) / 32767
    return np.round(values / scale).astype("<i2"), scale


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    args = parser.parse_args()
    folder = ict.data_folder(args.data)
    data = ict.FaceData(folder)
    names = ict.coefficient_names(ROOT / "electron/contract/coefficients.ts")
    head = json.loads((OUT / "head.json").read_text())
    # The same meshes as the head's: they are cut from the persona, then read at the mean.
    neutral = persona.neutral(data)
    shapes = g.Shapes(data, neutral, names)
    levels = [(level, sources(build.parts_of(level, data, neutral, shapes))) for level in build.LEVELS]
    for (level, source), lod in zip(levels, head["lods"]):
        if len(source) != lod["vertices"]:
            raise SystemExit(f"{level} has other vertices than head.json; run build_geometry.py first.")
    union = np.unique(np.concatenate([s[s >= 0] for _, s in levels]))
    place = {int(v): k for k, v in enumerate(union)}

    blob = pack.Blob()
    modes, scales = [], []
    for k in range(MODES):
        q, scale = quantised(data._identities[k][union] * data._identity_scale[k])
        modes.append(q)
        scales.append(scale)
    measured = json.loads(Path(__file__).with_name("landmarks.json").read_text())
    oval = set(FACE_OVAL)
    landmarks = [i for i in range(468) if measured["spreadCm"][i] < LARGEST_SPREAD_CM and i not in oval]
    at = np.array(measured["vertex"])[landmarks]
    landmark_modes = np.stack([data._identities[k][at] * data._identity_scale[k] for k in range(MODES)])
    landmark_shapes = np.stack([shapes.offsets[n][at] for n in names])
    lm_modes, lm_modes_scale = quantised(landmark_modes)
    lm_shapes, lm_shapes_scale = quantised(landmark_shapes)

    eyes = eye_parameters(data.mean)
    eye_modes = np.stack([eye_parameters(data.identity(np.eye(MODES)[k])) - eyes for k in range(MODES)])
    fit = {
        "version": 1,
        "bin": "fit.bin",
        "modes": MODES,
        "vertices": len(union),
        "mean": {"offset": blob.add(data.mean[union].astype("<f4"))},
        "identity": {"offset": blob.add(np.stack(modes)), "scales": scales},
        "lods": [
            {"name": level, "source": {"offset": blob.add(np.array([place.get(int(v), 65535) for v in s], "<u2"))}}
            for level, s in levels
        ],
        "eyes": {
            "mean": eyes.round(5).tolist(),
            "modes": {"offset": blob.add(eye_modes.astype("<f4"))},
        },
        "landmarks": {
            "indices": landmarks,
            "spreadCm": [measured["spreadCm"][i] for i in landmarks],
            "mean": {"offset": blob.add(data.mean[at].astype("<f4"))},
            "modes": {"offset": blob.add(lm_modes), "scale": lm_modes_scale},
            "shapes": {"offset": blob.add(lm_shapes), "scale": lm_shapes_scale},
        },
    }
    (OUT / fit["bin"]).write_bytes(blob.bytes())
    (OUT / "fit.json").write_text(json.dumps(fit) + "\n")
    print(len(union), "vertices", len(landmarks), "landmarks", blob.size // 1024, "KB")


if __name__ == "__main__":
    main()
