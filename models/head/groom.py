"""Grows the persona's hair, brows and lashes as strands.

    python3 groom.py [DATA] --work DIR [--strands N]

Writes strands.npz: for hair, brows and lashes points [n, k, 3] (cm), radius [n, k] (cm) and tone [n] (0 dark … 1 grey).
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

import geometry as g
import hairline
import ict

PART_X = 1.9  # the parting, cm to the persona's left
STEP = 0.55
STEPS = 62


def surface_samples(positions, tris, count, rng):
    """Random points of a mesh by area: (points, normals, triangle index, barycentric)."""
    a, b, c = (positions[tris[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    area = np.linalg.norm(cross, axis=1)
    pick = rng.choice(len(tris), count, p=area / area.sum())
    u, v = rng.random((2, count))
    flip = u + v > 1
    u[flip], v[flip] = 1 - u[flip], 1 - v[flip]
    w = np.stack([1 - u - v, u, v], 1)
    normals = g.vertex_normals(positions, tris)
    p = (w[..., None] * positions[tris[pick]]).sum(1)
    n = (w[..., None] * normals[tris[pick]]).sum(1)
    return p, n / np.linalg.norm(n, axis=1, keepdims=True)


class Collider:
    """Distance and normal of the head by its nearest dense sample; ears are smoothed into the skull."""

    def __init__(self, positions, tris, rng):
        points, normals = surface_samples(positions, tris, 60_000, rng)
        above = points[:, 1] > -7.5  # the shoulders would splay the tips
        self.points, self.normals = points[above], normals[above]
        # Ears lie flat under the hair, and the hair rounds itself over them (ear_room).
        x, y, z = self.points.T
        ear = (np.abs(x) > 6.2) & (y > -3) & (y < 7) & (z < 4.5)
        self.points[ear, 0] = np.sign(x[ear]) * np.minimum(np.abs(x[ear]), 6.4)
        self.normals[ear] = np.stack([np.sign(x[ear]), 0.1 * np.ones(ear.sum()), np.zeros(ear.sum())], 1)
        self.tree = cKDTree(self.points)

    def __call__(self, p):
        _, i = self.tree.query(p, k=6)
        n = self.normals[i].mean(1)
        n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
        return ((p - self.points[i].mean(1)) * n).sum(1), n


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


def part_x(z):
    """The parting bends a little towards the crown."""
    return PART_X - 0.10 * np.maximum(0, 8 - z)


def keep_face_clear(p, side, depth):
    """Pushes points out of the volume in front of the face, sideways."""
    # The opening of the face between the curtains of hair: half width by height.
    half = np.interp(p[:, 1], [-14, -8, -3, 2, 6, 9, 11.5, 13], [6.6, 6.7, 6.5, 6.75, 6.2, 4.6, 1.6, 0.0]) + depth
    inside = (p[:, 2] > 3.0) & (np.abs(p[:, 0]) < half) & (p[:, 1] < 12.5)
    want = side * half
    out = p.copy()
    out[inside, 0] += 0.55 * (want[inside] - p[inside, 0])
    out[inside, 2] -= 0.18
    return out


def grow(roots, normals, collider, rng):
    """Guides: from each root along the flow of a side parting, over the skull, then down. [n, STEPS, 3]."""
    n = len(roots)
    side = side_of(roots)
    # Roots near the parting lie over the others.
    top = g.smoothstep(5, 13, roots[:, 1])
    offset = 0.30 + 1.35 * top + rng.normal(0, 0.10, n)
    back = np.interp(roots[:, 2], [-6, 0, 5, 11], [0.5, 0.25, 0.30, 0.55])
    flow = unit(np.stack([side, np.full(n, -0.1), -back], 1))
    d = unit(flow - (flow * normals).sum(1, keepdims=True) * normals + normals * (0.30 + 0.65 * top)[:, None])
    p = roots.copy()
    path = [p.copy()]
    curl = rng.normal(0, 0.03, (n, 3))
    depth = rng.uniform(0.0, 1.0, n)
    for k in range(1, STEPS):
        s = k * STEP
        sd, normal = collider(p)
        want = np.minimum(offset, 0.03 + 0.30 * s) + ear_room(p)
        on_skull = g.smoothstep(-1.0, 3.0, p[:, 1])[:, None]
        steep = g.smoothstep(0.95, 0.35, normal[:, 1])[:, None]
        pull = flow * (1 - steep) + np.array([0, -1.0, 0]) * (0.2 + 0.9 * steep)
        turn_in = g.smoothstep(-3.5, -8.5, p[:, 1])[:, None]
        pull = pull + turn_in * np.stack([-0.62 * np.sign(p[:, 0]), np.zeros(n), np.where(p[:, 2] > 2, 0.10, 0.45)], 1)
        # Hair lies on hair: what floats above its layer sinks back, what is below is lifted.
        pull = unit(pull + curl)
        pull = pull - (pull * normal).sum(1, keepdims=True) * normal * on_skull
        pull = pull - normal * np.clip(1.2 * (sd - want), -0.8, 1.0)[:, None] * on_skull
        d = unit(0.62 * d + 0.38 * pull)
        p = p + STEP * d
        sd, normal = collider(p)
        low = np.minimum(want, 0.35) + (want - np.minimum(want, 0.35)) * on_skull[:, 0]
        p = p + np.maximum(0, low - sd)[:, None] * normal * 0.7
        if k > 3:
            p = keep_face_clear(p, side, depth)
        d = unit(p - path[-1])
        path.append(p.copy())
    return np.stack(path, 1)


def ear_room(p):
    return 1.05 * np.exp(-(((p[:, 1] - 0.5) / 5.5) ** 2) - ((p[:, 2] - 0.5) / 5.0) ** 2) * (np.abs(p[:, 0]) > 4)


def side_of(roots):
    return np.where(roots[:, 0] > part_x(roots[:, 2]), 1.0, -1.0)


def fill(guides, guide_roots, roots, rng):
    """Strands between guides: each follows its three nearest on its side of the parting."""
    apart = lambda r: np.c_[r, 40 * side_of(r)]
    distance, near = cKDTree(apart(guide_roots)).query(apart(roots), k=3)
    w = 1 / (distance + 0.15)
    w /= w.sum(1, keepdims=True)
    offset = roots - (w[..., None] * guide_roots[near]).sum(1)
    return (w[..., None, None] * guides[near]).sum(1) + offset[:, None]


def cut(path, length_y, rng, points):
    """Shortens strands to a height (per strand) and resamples them to `points` by length."""
    n = len(path)
    y = path[:, :, 1]
    below = (y < length_y[:, None]) & (np.arange(STEPS) > 8)
    end = np.where(below.any(1), below.argmax(1), STEPS - 1)
    t = np.linspace(0, 1, points)[None] * end[:, None]
    i = np.clip(t.astype(int), 0, STEPS - 2)
    f = (t - i)[..., None]
    rows = np.arange(n)[:, None]
    return path[rows, i] * (1 - f) + path[rows, i + 1] * f


def hair(positions, tris, rng, strands):
    collider = Collider(positions, tris, rng)
    roots, normals = surface_samples(positions, tris, strands * 4, rng)
    keep = rng.random(len(roots)) < hairline.density(roots)
    roots, normals = roots[keep][:strands], normals[keep][:strands]
    n = len(roots)
    guides = rng.choice(n, 2600, replace=False)
    path = fill(grow(roots[guides], normals[guides], collider, rng), roots[guides], roots, rng)
    side = side_of(roots)
    # One length, softened: the front is a little shorter than the back.
    front = g.smoothstep(0, 8, roots[:, 2])
    y_end = -8.9 + 0.9 * front + rng.normal(0, 0.30, n) + 4.0 * rng.random(n) ** 4
    path = cut(path, y_end, rng, 40)
    t = np.linspace(0, 1, path.shape[1])

    # Locks: strands close at the root close up towards the tip; two scales.
    for count, strength, power in ((260, 0.45, 1.6), (1800, 0.62, 1.1)):
        seeds = rng.choice(n, count, replace=False)
        _, lock = cKDTree(roots[seeds] * [1, 1, 1] + 40 * (side[seeds, None] > 0)).query(roots + 40 * (side[:, None] > 0))
        guide = path[seeds[lock]]
        amount = (strength * t**power)[None, :, None] * rng.uniform(0.55, 1.0, (n, 1, 1))
        spread = unit(rng.normal(size=(n, 3)))[:, None] * (0.30 * rng.random((n, 1, 1)))
        path = path + amount * (guide + spread - path)
        phase = rng.uniform(0, 6.28, (count, 3))[lock]
        wave = np.sin(phase[:, None] + t[None, :, None] * rng.uniform(5, 8, (count, 1))[lock][:, None])
        path = path + wave * (0.34 if count < 1000 else 0.12) * (t**1.1)[None, :, None]
    # Single hairs that stray.
    stray = rng.random(n) < 0.05
    wild = rng.normal(0, 1, (n, 1, 3)) * np.where(stray, 0.65, 0.05)[:, None, None]
    kink = np.sin(t * 9 + rng.uniform(0, 6, (n, 1)))[..., None] * rng.normal(0, 0.05, (n, 1, 3))
    path = path + (wild + kink) * (t**1.3)[None, :, None]

    radius = 0.0048 * rng.uniform(0.8, 1.2, (n, 1)) * np.interp(t, [0, 0.06, 0.75, 1], [0.7, 1, 1, 0.25])
    fine = g.smoothstep(1.4, -0.2, hairline.height(roots))
    radius = radius * (1 - 0.58 * fine)[:, None]
    grey = 0.075 + 0.22 * np.exp(-((np.abs(roots[:, 0] - part_x(roots[:, 2])) / 1.2) ** 2))
    grey += 0.26 * g.smoothstep(4.5, 6.5, np.abs(roots[:, 0])) * g.smoothstep(1, 5, roots[:, 2])
    tone = np.where(rng.random(n) < grey, rng.uniform(0.65, 1.0, n), rng.uniform(0.0, 0.35, n))
    # Baby hairs: short and thin along the edge, so that it isn't drawn with a ruler.
    edge = np.abs(hairline.height(roots)) < 0.8
    few = np.flatnonzero(edge & (roots[:, 2] > 1.0) & (rng.random(n) < 0.30))
    reach = rng.uniform(0.05, 0.22, len(few))[:, None] * t * (path.shape[1] - 1)
    i = np.clip(reach.astype(int), 0, path.shape[1] - 2)
    rows = few[:, None]
    short = path[rows, i] + (reach - i)[..., None] * (path[rows, i + 1] - path[rows, i])
    short = short + rng.normal(0, 0.22, (len(few), 1, 3)) * (t**1.4)[None, :, None]
    path[few] = short
    radius[few] *= 0.72
    return path, radius, tone


def ribbon(surface, curve, rng, count, width, length, comb, lift, radius):
    """Short hairs along a curve on the skin (brows)."""
    tree, normals, points = surface
    u = rng.beta(1.25, 1.35, count)
    index = u * (len(curve) - 1)
    i = np.clip(index.astype(int), 0, len(curve) - 2)
    p = curve[i] + (index - i)[:, None] * (curve[i + 1] - curve[i])
    along = unit(curve[i + 1] - curve[i])
    up = np.array([0, 1.0, 0]) - along * along[:, 1:2]
    up = unit(up)
    p = p + up * (np.clip(rng.normal(0, 0.5, count), -1, 1) * width(u))[:, None]
    _, near = tree.query(p)
    p = points[near]
    normal = normals[near]
    d = comb(u, along, up, np.sign(((p - curve[i]) * up).sum(1)))
    d = unit(d - (d * normal).sum(1, keepdims=True) * normal)
    k = 7
    t = np.linspace(0, 1, k)
    size = (length(u) * rng.uniform(0.65, 1.1, count))[:, None, None]
    side = unit(np.cross(normal, d)) * rng.normal(0, 0.10, (count, 1))
    path = p[:, None] + size * t[None, :, None] * d[:, None] + size * (t**2)[None, :, None] * side[:, None]
    flat = path.reshape(-1, 3)
    _, near = tree.query(flat)
    sd = ((flat - points[near]) * normals[near]).sum(1)
    want = np.tile(lift * np.sin(t * 2.2) + 0.004, count)
    path = (flat + (want - sd)[:, None] * normals[near]).reshape(path.shape)
    r = radius * rng.uniform(0.75, 1.15, (count, 1)) * np.interp(t, [0, 0.3, 1], [0.8, 1, 0.15])
    return path, r


def brows(positions, tris, landmarks, rng):
    points, normals = surface_samples(positions, tris, 400_000, rng)
    near_brow = (points[:, 1] > 3.5) & (points[:, 1] < 8.5) & (points[:, 2] > 4)
    points, normals = points[near_brow], normals[near_brow]
    surface = (cKDTree(points), normals, points)
    paths, radii = [], []
    for s in (-1, 1):
        curve = hairline.brow_curve(landmarks, s)

        def comb(u, along, up, above):
            upward = np.interp(u, [0, 0.12, 0.4, 0.75, 1], [1.5, 1.0, 0.42, 0.05, -0.12]) - 0.28 * above * np.interp(u, [0, 0.3, 1], [0, 0.8, 1])
            return along + up * upward[:, None] + rng.normal(0, 0.13, (len(u), 3))

        path, r = ribbon(
            surface, curve, rng, 430,
            lambda u: np.interp(u, [0, 0.15, 0.5, 0.8, 1], [0.26, 0.36, 0.32, 0.22, 0.09]),
            lambda u: np.interp(u, [0, 0.3, 0.7, 1], [0.55, 0.78, 0.66, 0.45]),
            comb, 0.035, 0.0052,
        )
        paths.append(path)
        radii.append(r)
    return np.concatenate(paths), np.concatenate(radii)


def lashes(data, positions, rng):
    """Hairs along the strips of the data's lash surfaces."""
    paths, radii = [], []
    for grid in g.lash_grids(data):
        p = positions[grid]
        rows, columns = grid.shape
        upper = p[-1, :, 1].mean() > p[0, :, 1].mean()
        count = 44 if upper else 20
        u = (np.arange(count) + rng.uniform(0, 1, count)) / count * (columns - 1)
        i = np.clip(u.astype(int), 0, columns - 2)
        f = (u - i)[:, None, None]
        lattice = p.transpose(1, 0, 2)
        path = lattice[i] * (1 - f) + lattice[i + 1] * f
        size = rng.uniform(0.70, 1.10, (count, 1, 1)) * (1.0 if upper else 0.75)
        root = path[:, :1]
        path = root + (path - root) * size
        t = np.linspace(0, 1, rows)
        path = path + rng.normal(0, 0.055, (count, 1, 3)) * (t**1.5)[None, :, None]
        paths.append(path)
        radii.append((0.0092 if upper else 0.0055) * rng.uniform(0.8, 1.15, (count, 1)) * np.interp(t, [0, 0.5, 1], [1, 0.8, 0.12]))
    return np.concatenate(paths), np.concatenate(radii)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--strands", type=int, default=42_000)
    args = parser.parse_args()
    data = ict.FaceData(ict.data_folder(args.data))
    positions = np.load(args.work / "persona.npz")["neutral"]
    tris = data.tris[g.skin_triangles(data)]
    rng = np.random.default_rng(12)
    out = {}
    path, radius, tone = hair(positions, tris, rng, args.strands)
    out |= {"hair": path, "hair_radius": radius, "hair_tone": tone}
    path, radius = brows(positions, tris, positions[data.landmarks], rng)
    out |= {"brows": path, "brows_radius": radius, "brows_tone": np.where(rng.random(len(path)) < 0.06, 0.7, 0.12)}
    path, radius = lashes(data, positions, rng)
    out |= {"lashes": path, "lashes_radius": radius, "lashes_tone": np.zeros(len(path))}
    np.savez(args.work / "strands.npz", **{k: v.astype("f4") for k, v in out.items()})
    print({k: v.shape for k, v in out.items()})


if __name__ == "__main__":
    main()
