"""The scan-based head the model is fitted to, read as plain arrays (see the data's own README)."""

import json
import os
import sys
from pathlib import Path

import numpy as np

FACE_END = 9409
HEAD_END = 11248
MOUTH_SOCKET = (11248, 13294)
GUMS_TONGUE = (14062, 17039)
TONGUE = (16600, 17039)
TEETH = (17039, 21451)
SCLERA = {"left": (21451, 22221), "right": (23021, 23791)}
IRIS = {"left": (22221, 23021), "right": (23791, 24591)}
OCCLUSION = (25047, 25351)
LASHES = (25351, 26719)


def data_folder(argument=None):
    """The data folder: the argument, else $HEAD_DATA. Exits with one sentence when there is none."""
    folder = argument or os.environ.get("HEAD_DATA")
    if not folder or not (Path(folder) / "neutral.f32").exists():
        sys.exit("Give the folder of the face model data as an argument or in HEAD_DATA.")
    return Path(folder)


class FaceData:
    """Positions are float64 [26719, 3] in cm, +y up, +z towards the viewer."""

    def __init__(self, folder):
        folder = Path(folder)
        self.mean = np.fromfile(folder / "neutral.f32", "<f4").reshape(-1, 3).astype("f8")
        self.uv = np.fromfile(folder / "uv.f32", "<f4").reshape(-1, 2).astype("f8")
        tris = np.fromfile(folder / "tris.i32", "<i4").reshape(-1, 6)
        self.tris, self.uv_tris = tris[:, :3].copy(), tris[:, 3:].copy()
        names = json.loads((folder / "materials.json").read_text())
        self.material = np.array(names)[np.fromfile(folder / "trimat.u8", "u1")]
        scales = json.loads((folder / "scales.json").read_text())
        self._scales = {e["name"]: (i, e["scale"]) for i, e in enumerate(scales["expressions"])}
        self._expressions = np.fromfile(folder / "expressions.i16", "<i2").reshape(57, -1, 3)
        self._identities = np.fromfile(folder / "identities.i16", "<i2").reshape(100, -1, 3)
        self._identity_scale = np.array([e["scale"] for e in scales["identities"]])
        self.landmarks = json.loads((folder / "vertex_indices.json").read_text())["idx_to_landmark_verts"]

    def identity(self, coefficients):
        """The neutral head of an identity, up to 100 coefficients in standard deviations."""
        c = np.asarray(coefficients, float)
        modes = self._identities[: len(c)].astype("f4")
        return self.mean + np.tensordot(c * self._identity_scale[: len(c)], modes, 1)

    def expression(self, name):
        """Offsets [26719, 3] of one of the data's own shapes."""
        i, scale = self._scales[name]
        return self._expressions[i] * scale

    def arkit(self, name):
        """Offsets of a canonical ARKit shape; tongueOut has none in the data and comes from tongue.py."""
        if name in ("browInnerUp", "cheekPuff"):
            return self.expression(name + "_L") + self.expression(name + "_R")
        for long, short in (("Left", "_L"), ("Right", "_R")):
            if name.endswith(long) and name not in ("jawLeft", "jawRight", "mouthLeft", "mouthRight"):
                return self.expression(name[: -len(long)] + short)
        return self.expression(name)


def coefficient_names(contract):
    """The 52 canonical names, read from electron/contract/coefficients.ts so that they exist once."""
    text = Path(contract).read_text()
    block = text.split("COEFFICIENT_NAMES = [", 1)[1].split("]", 1)[0]
    return [line.strip(" ',\n") for line in block.splitlines() if line.strip(" ',\n")]
