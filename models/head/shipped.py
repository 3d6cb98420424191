"""Reads the shipped head back: meshes and shapes of a level of detail, as arrays."""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "resources" / "head"


def read():
    """(head.json, head.bin)"""
    head = json.loads((OUT / "head.json").read_text())
    return head, (OUT / head["bin"]).read_bytes()


class Level:
    """One level: position [n,3], uv [n,2], index [t,3]; cm."""

    def __init__(self, lod, blob):
        self.lod, self.blob = lod, blob
        n, a = lod["vertices"], lod["attributes"]
        self.position = np.frombuffer(blob, "<f4", 3 * n, a["position"]["offset"]).reshape(-1, 3).astype(float)
        self.uv = np.frombuffer(blob, "<f4", 2 * n, a["uv"]["offset"]).reshape(-1, 2).astype(float)
        self.index = np.frombuffer(blob, "<u2", lod["index"]["count"], lod["index"]["offset"]).reshape(-1, 3).astype(int)

    def vertices(self, *names):
        return np.concatenate([np.arange(p["vertexStart"], p["vertexStart"] + p["vertexCount"]) for p in self.lod["parts"] if p["name"] in names])

    def triangles(self, *names):
        return np.concatenate([self.index[p["indexStart"] // 3 : (p["indexStart"] + p["indexCount"]) // 3] for p in self.lod["parts"] if p["name"] in names])

    def shape(self, name):
        """Displacement of every vertex at weight 1, [n,3]."""
        m = next(m for m in self.lod["morphs"] if m["name"] == name)
        field = np.zeros_like(self.position)
        at = np.frombuffer(self.blob, "<u2", m["count"], m["indexOffset"])
        field[at] = m["scale"] * np.frombuffer(self.blob, "<i2", 3 * m["count"], m["deltaOffset"]).reshape(-1, 3)
        return field
