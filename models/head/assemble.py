"""Writes scene.npz: every mesh that the studio renders, in one pose, for scene.py inside Blender.

    python3 assemble.py [DATA] --work DIR [--pose rest|blink|open] [--out scene.npz]
"""

import argparse
from pathlib import Path

import numpy as np

import geometry as g
import ict
import mouth_tones
import studio

POSES = {
    "rest": {},
    "blink": {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0},
    "open": {"jawOpen": 0.45, "mouthFunnel": 0.25, "mouthUpperUpLeft": 0.35, "mouthUpperUpRight": 0.35},
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pose", default="rest")
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    stored = np.load(args.work / "persona.npz")
    rest = stored["neutral"]
    v = rest.copy()
    for name, weight in POSES[args.pose].items():
        v += weight * stored[f"shape_{name}"]
    out = {}

    def mesh(name, positions, tris, uv=None, colour=None):
        out[f"{name}.v"], out[f"{name}.f"] = positions.astype("f4"), tris.astype("i4")
        if uv is not None:
            out[f"{name}.uv"] = uv.astype("f4")
        if colour is not None:
            out[f"{name}.colour"] = colour.astype("f4")

    chosen = g.skin_triangles(data)
    used, local = np.unique(data.tris[chosen], return_inverse=True)
    mesh("skin", v[used], local.reshape(-1, 3), g.skin_uv(data)[data.uv_tris[chosen]])
    out["skin.rest"] = rest[used].astype("f4")
    colours = mouth_tones.colours(data, rest)[:, :3] / 255
    for name, chosen in (("mouth", g.mouth_triangles(data)), ("teeth", np.flatnonzero(data.material == "M_Teeth"))):
        used, local = np.unique(data.tris[chosen], return_inverse=True)
        mesh(name, v[used], local.reshape(-1, 3), colour=colours[used])
    for side in ("left", "right"):
        centre, radius = g.fit_eye(rest, side)
        eye = g.eyeball(centre, radius, np.array(studio.CAMERA["position"]) - centre, 48, 96, [])
        mesh(f"eye{side}", eye["positions"], eye["tris"], eye["uv"][eye["tris"]])
    # The bead of tears along the lower lid.
    chosen = np.flatnonzero(data.material == "M_LacrimalFluid")
    used, local = np.unique(data.tris[chosen], return_inverse=True)
    mesh("tears", v[used], local.reshape(-1, 3))
    np.savez(args.work / f"scene-{args.pose}.npz", **out)


if __name__ == "__main__":
    main()
