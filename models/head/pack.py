"""Writes levels of detail and their shapes as head.json + head.bin (layout: renderer/head/model/format.ts)."""

import json

import numpy as np

# Movements below 20 µm are dropped: less than a tenth of a pixel at any size that is shown.
SMALLEST_CM = 0.002


class Blob:
    def __init__(self):
        self.chunks, self.size = [], 0

    def add(self, array):
        """Appends an array, 4-byte aligned; returns its byte offset."""
        offset = self.size
        data = np.ascontiguousarray(array).tobytes()
        data += b"\0" * (-len(data) % 4)
        self.chunks.append(data)
        self.size += len(data)
        return offset

    def bytes(self):
        return b"".join(self.chunks)


def _unit(values, top):
    return np.clip(np.round(values * top), -top, top)


def pack_lod(blob, name, parts, names):
    """One level of detail: all parts in one vertex buffer. `parts` is a list of (name, material, part)."""
    positions = np.concatenate([p["positions"] for _, _, p in parts])
    normals = np.concatenate([p["normals"] for _, _, p in parts])
    count = len(positions)
    out = {"name": name, "vertices": count, "triangles": int(sum(len(p["tris"]) for _, _, p in parts))}
    normals8 = np.zeros((count, 4), "i1")
    normals8[:, :3] = _unit(normals, 127)
    attributes = {
        "position": (positions.astype("<f4"), "f32", 3, False),
        "normal": (normals8, "i8", 4, True),
        "uv": (np.concatenate([p["uv"] for _, _, p in parts]).astype("<f4"), "f32", 2, False),
        "color": (np.concatenate([p["colour"] for _, _, p in parts]), "u8", 4, True),
        "follow": (_unit(np.concatenate([p["follow"] for _, _, p in parts]), 255).astype("u1"), "u8", 1, True),
        "shade": (_unit(np.concatenate([p["shade"] for _, _, p in parts]), 255).astype("u1"), "u8", 1, True),
    }
    out["attributes"] = {
        key: {"offset": blob.add(a), "type": kind, "components": c, "normalized": norm}
        for key, (a, kind, c, norm) in attributes.items()
    }
    index, entries, base = [], [], 0
    for part_name, material, p in parts:
        start = sum(len(i) for i in index)
        index.append((p["tris"] + base).astype("<u2").ravel())
        entries.append({
            "name": part_name, "material": material,
            "indexStart": start, "indexCount": int(p["tris"].size),
            "vertexStart": base, "vertexCount": len(p["positions"]),
        })
        base += len(p["positions"])
    assert base < 65536
    index = np.concatenate(index)
    out["index"] = {"offset": blob.add(index), "type": "u16", "count": len(index)}
    out["parts"] = entries
    out["morphs"] = [
        pack_morph(blob, n, np.concatenate([p["shapes"].get(n, np.zeros_like(p["positions"])) for _, _, p in parts]))
        for n in names
    ]
    return out


def pack_morph(blob, name, offsets):
    moved = np.flatnonzero(np.linalg.norm(offsets, axis=1) > SMALLEST_CM)
    scale = max(float(np.abs(offsets[moved]).max()) if len(moved) else 0.0, 1e-6) / 32767
    deltas = np.round(offsets[moved] / scale).astype("<i2")
    return {
        "name": name, "scale": scale, "count": len(moved),
        "indexOffset": blob.add(moved.astype("<u2")), "deltaOffset": blob.add(deltas),
    }


def write(folder, head, blob):
    (folder / head["bin"]).write_bytes(blob.bytes())
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n")
