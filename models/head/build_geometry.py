"""Fits our meshes to the data and writes resources/head/head.json and head.bin.

    python3 build_geometry.py [DATA] [--work DIR] [--keep]

--work keeps the full-resolution persona for the renders (persona.npz). compose.py adds images, light
and portrait afterwards; --keep takes those of the head that is there, for a change of meshes and shapes alone.
"""

import argparse
from pathlib import Path

import numpy as np

import geometry as g
import ict
import mouth_tones
import pack
import persona
import shipped
import studio

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "resources" / "head"
LOOK_DEG = {"up": 20.0, "down": 26.0, "in": 28.0, "out": 28.0}
LEVELS = {
    "low": {"skin": 5600, "mouth": 760, "teeth": 620, "eye": (8, 18), "lash": (10, 3)},
    "high": {"skin": 16000, "mouth": 2400, "teeth": 1800, "eye": (16, 36), "lash": (19, 6)},
}


def parts_of(level, data, neutral, shapes):
    size = LEVELS[level]
    colours = mouth_tones.colours(data, neutral)
    parts = [
        ("mouth", "mouth", g.mouth(data, neutral, shapes, size["mouth"], colours)),
        ("teethUpper", "teeth", g.teeth(data, neutral, shapes, True, size["teeth"], colours)),
        ("teethLower", "teeth", g.teeth(data, neutral, shapes, False, size["teeth"], colours)),
    ]
    for side in ("left", "right"):
        centre, radius = g.fit_eye(neutral, side)
        axis = np.array(studio.CAMERA["position"]) - centre
        parts.append((f"eye{side.title()}", "eye", g.eyeball(centre, radius, axis, *size["eye"], shapes.names)))
    for side in ("left", "right"):
        parts.append((f"eyeShade{side.title()}", "eyeShade", g.eye_shade(data, neutral, shapes, side)))
    parts.append(("skin", "skin", g.skin(data, neutral, shapes, size["skin"])))
    parts.append(("lashes", "lashes", g.lashes(data, neutral, shapes, *size["lash"])))
    return parts


def eyes_json(neutral):
    out = {}
    for side in ("left", "right"):
        centre, radius = g.fit_eye(neutral, side)
        axis = np.array(studio.CAMERA["position"]) - centre
        out[side] = {
            "center": centre.round(4).tolist(),
            "radius": round(float(radius), 4),
            "corneaRadius": round(float(g.cornea_radius(0, radius)), 4),
            "axis": (axis / np.linalg.norm(axis)).round(5).tolist(),
            "irisUvRadius": round(g.IRIS_UV_RADIUS, 4),
            "thetaMaxDeg": round(float(np.degrees(g.UV_THETA_MAX)), 3),
            "lookDeg": LOOK_DEG,
        }
    return out


def keep(before, numbers, head, blob):
    """Takes over what compose.py wrote: images, light, portrait and the depths of its layers."""
    head |= {key: before[key] for key in ("materials", "light", "portrait")}
    for grid in head["portrait"]["grids"]:
        samples = (grid["columns"] + 1) * (grid["rows"] + 1)
        for key, kind in (("depth", "<f4"), ("follow", "u1")):
            grid[key]["offset"] = blob.add(np.frombuffer(numbers, kind, samples, grid[key]["offset"]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    names = ict.coefficient_names(ROOT / "electron/contract/coefficients.ts")
    neutral = persona.neutral(data)
    shapes = g.Shapes(data, neutral, names)
    if args.work:
        args.work.mkdir(parents=True, exist_ok=True)
        np.savez(args.work / "persona.npz", neutral=neutral, **{f"shape_{n}": o for n, o in shapes.offsets.items()})
    OUT.mkdir(parents=True, exist_ok=True)
    before = shipped.read() if args.keep else None
    blob = pack.Blob()
    lods = []
    for level in LEVELS:
        parts = parts_of(level, data, neutral, shapes)
        lods.append(pack.pack_lod(blob, level, parts, names))
        print(level, lods[-1]["vertices"], "vertices", {n: len(p["tris"]) for n, _, p in parts}, lods[-1]["triangles"])
    head = {
        "version": 1, "name": persona.NAME, "units": "cm", "bin": "head.bin", "coefficients": names,
        "pivot": g.PIVOT.tolist(), "eyes": eyes_json(neutral), "lods": lods, "correctives": [],
        "materials": {
            "skin": {}, "eye": {}, "eyeShade": {}, "lashes": {}, "mouth": {}, "teeth": {},
        },
        "light": {"sh": studio.irradiance().round(5).tolist(), "key": studio.key_light()},
        "portrait": {"width": studio.WIDTH, "height": studio.HEIGHT, "camera": studio.CAMERA, "layers": [], "grids": []},
        "geometryBytes": blob.size,
    }
    if before:
        keep(*before, head, blob)
    pack.write(OUT, head, blob)


if __name__ == "__main__":
    main()
