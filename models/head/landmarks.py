"""Measures on which vertex each landmark of the detector lies: models/head/landmarks.json.

    python3 landmarks.py DATA KNOWN.json

KNOWN.json holds faces of known shape in our own skin, drawn by `npm run fit:known` from many sides with many
expressions, and what the detector finds in them. The data's own list was measured on bare heads, which have no lips,
brows or lashes for a detector to see.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import geometry as g
import ict
import identity
import persona

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).with_name("landmarks.json")
# How far from the data's own vertex one is looked for, and what each centimetre away from it costs.
REACH_CM, AWAY = 1.5, 0.03
# What a vertex costs that is seen from behind, cm.
HIDDEN_CM = 0.3
# A landmark that errs by this many pixels counts for half when the pictures are laid over each other.
HALF_PX = 5
ROUNDS = 3


class Camera:
    """That of the shipped portrait, in pixels of a picture of 1024 x 1280."""

    def __init__(self, head):
        entry = head["portrait"]["camera"]
        self.pivot, self.eye = np.array(head["pivot"]), np.array(entry["position"])
        back = self.eye - np.array(entry["target"])
        back /= np.linalg.norm(back)
        right = np.cross(entry["up"], back)
        right /= np.linalg.norm(right)
        self.axes = np.stack([right, np.cross(back, right), back])
        self.focal = 640 / np.tan(np.radians(entry["fovYDeg"]) / 2)

    def see(self, points, normals, rotation_deg):
        """Pixels [n,2], pixels a centimetre [n] and the cosine of the angle of view [n]."""
        turn = rotation(rotation_deg)
        at = ((points - self.pivot) @ turn.T + self.pivot - self.eye) @ self.axes.T
        towards = normals @ turn.T @ self.axes.T
        scale = self.focal / -at[:, 2]
        facing = -(towards * at).sum(1) / np.linalg.norm(at, axis=1)
        return np.stack([512 + scale * at[:, 0], 640 - scale * at[:, 1]], 1), scale, facing


def rotation(degrees):
    """Ry(yaw) Rx(pitch) Rz(roll), as the renderer turns a head."""
    cx, cy, cz = np.cos(np.radians(degrees))
    sx, sy, sz = np.sin(np.radians(degrees))
    return np.array([
        [cy * cz + sy * sx * sz, sy * sx * cz - cy * sz, sy * cx],
        [cx * sz, cx * cz, -sx],
        [cy * sx * sz - sy * cz, sy * sz + cy * sx * cz, cy * cx],
    ])


def laid_over(found, shown):
    """Landmarks as found in a cut-out of a picture, in the pixels of the picture: moved and scaled onto what is shown."""
    weight = np.ones(len(shown))
    for _ in range(10):
        total = weight.sum()
        a, b = (weight[:, None] * shown).sum(0) / total, (weight[:, None] * found).sum(0) / total
        scale = (weight[:, None] * (shown - a) * (found - b)).sum() / (weight[:, None] * (shown - a) ** 2).sum()
        weight = 1 / (1 + (np.linalg.norm(scale * (shown - a) + b - found, axis=1) / HALF_PX) ** 2)
    return lambda points: (points - b) / scale + a


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("known")
    args = parser.parse_args()
    folder = ict.data_folder(args.data)
    data = ict.FaceData(folder)
    head = json.loads((ROOT / "resources" / "head" / "head.json").read_text())
    neutral = persona.neutral(data)
    shapes = g.Shapes(data, neutral, ict.coefficient_names(ROOT / "electron/contract/coefficients.ts"))
    tris = data.tris[g.skin_triangles(data)]
    skin = np.unique(tris)
    mean = data.mean
    old = np.array(json.loads((folder / "mediapipe-to-vertex.json").read_text())["vertex"])
    marks = np.array([i for i in range(468) if i not in identity.FACE_OVAL])
    mirror = mirrored(mean, skin)
    pairs = mark_pairs(mean, old, marks)
    camera = Camera(head)
    known = [entry for entry in json.loads(Path(args.known).read_text()) if entry["mesh"]]
    seen = []
    for entry in known:
        points = data.identity(entry["identity"]) if entry["identity"] else neutral.copy()
        for name, weight in entry["set"].items():
            points = points + weight * shapes.offsets[name]
        seen.append((np.reshape(entry["mesh"], (-1, 2)), *camera.see(points, g.vertex_normals(points, tris), entry["rotationDeg"])))
    near = {i: skin[np.linalg.norm(mean[skin] - mean[old[i]], axis=1) < REACH_CM] for i in marks}
    vertex, spread = old.copy(), np.full(468, 9.0)
    for _ in range(ROUNDS):
        errors = []
        cost = np.zeros((468, len(mean)))
        for mesh, pixels, scale, facing in seen:
            found = laid_over(mesh[marks], pixels[vertex[marks]])(mesh)
            eyes = np.linalg.norm(found[33] - found[263])
            errors.append(np.linalg.norm(found[marks] - pixels[vertex[marks]], axis=1).mean() / eyes)
            for i in marks:
                at = near[i]
                cost[i, at] += np.linalg.norm(pixels[at] - found[i], axis=1) / scale[at] + np.where(facing[at] < 0, HIDDEN_CM, 0)
        print("mean distance of the landmarks from the faces drawn:", round(float(np.mean(errors)), 4), "of the outer-eye distance")
        for i in marks:
            at = near[i]
            other = pairs[i]
            of = cost[i, at] / len(seen)
            both = of.copy()
            twin = cost[other, mirror[at]] / len(seen)
            both = (of + np.where(twin > 0, twin, of + 0.2)) / 2
            best = np.argmin(both + AWAY * np.linalg.norm(mean[at] - mean[old[i]], axis=1))
            vertex[i], spread[i] = at[best], both[best]
    entries = {"vertex": vertex.tolist(), "spreadCm": spread.round(3).tolist()}
    OUT.write_text(json.dumps(entries) + "\n")
    print(len(marks), "landmarks, moved by", round(float(np.linalg.norm(mean[vertex] - mean[old], axis=1)[marks].mean()), 3), "cm on average")


def mirrored(mean, skin):
    """For every vertex the one nearest to its mirror image."""
    from scipy.spatial import cKDTree

    out = np.arange(len(mean))
    out[skin] = skin[cKDTree(mean[skin]).query(mean[skin] * [-1, 1, 1])[1]]
    return out


def mark_pairs(mean, old, marks):
    """For every landmark the one on the other side of the face."""
    from scipy.optimize import linear_sum_assignment

    at = mean[old[marks]]
    distance = np.linalg.norm(at[:, None] * [-1, 1, 1] - at[None], axis=2)
    rows, columns = linear_sum_assignment((distance + distance.T) ** 2)
    return {int(marks[r]): int(marks[c]) for r, c in zip(rows, columns)}


if __name__ == "__main__":
    main()
