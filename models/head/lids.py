"""Lids that meet: what the data's blink leaves open or crosses is mended on its own vertices.

The skin ends at the eyeball in a loop; rings count the edges from there. Up to RIM a vertex belongs to the rim of a
lid, further out it is carried along less and less.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d

import ict

RIM, FREE = 4, 13
# How far the closed upper lid reaches over the lower one, down and forwards, cm.
OVERLAP, FRONT = 0.065, 0.05
CORNERS = {"left": (42, 45), "right": (39, 36)}


def smoothstep(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def _loops(tris):
    """Vertices of every open border of the triangles."""
    edges = np.sort(np.concatenate([tris[:, [0, 1]], tris[:, [1, 2]], tris[:, [2, 0]]]), axis=1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    near = {}
    for a, b in unique[count == 1].tolist():
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    while near:
        loop, stack = [], [next(iter(near))]
        while stack:
            v = stack.pop()
            if v in near:
                loop.append(v)
                stack += near.pop(v)
        yield np.array(loop)


class Lids:
    """The lids of one eye: `upper`, `lower` vertices of the rims; `weight` [n] of what goes with the upper rim."""

    def __init__(self, data, neutral, tris, strips, side):
        """strips: lashes, [rows, columns] of vertices each, the roots first."""
        self._neutral = neutral
        sign = 1 if side == "left" else -1
        inner, outer = neutral[[data.landmarks[k] for k in CORNERS[side]]]
        # The rim goes on where the lashes do.
        roots = np.concatenate([neutral[grid[0], 0] for grid in strips]) * sign
        self.corners = np.sort([inner[0], sign * roots.max()])
        middle = (inner + outer) / 2
        loop = min(_loops(tris), key=lambda l: np.linalg.norm(neutral[l].mean(0) - middle))
        edges = np.concatenate([tris[:, [0, 1]], tris[:, [1, 2]], tris[:, [2, 0]]])
        ring = np.full(len(neutral), 99)
        ring[loop] = 0
        for k in range(1, FREE + 1):
            for a, b in (edges.T, edges.T[::-1]):
                reached = b[(ring[a] == k - 1) & (ring[b] == 99)]
                ring[reached] = k
        x, y = neutral[:, 0], neutral[:, 1]
        line = np.interp(x * sign, [inner[0] * sign, inner[0] * sign + 0.5, outer[0] * sign], [inner[1] + 0.05, inner[1] + 0.2, outer[1]])
        above = y > line
        self.ring, self.above = ring, above
        rim = (ring >= RIM - 1) & (ring <= RIM)
        self.upper, self.lower = np.flatnonzero(rim & above), np.flatnonzero(rim & ~above)
        # A squint pushes the skin below the lower rim up and out as far as the rim itself.
        self.below = np.flatnonzero((ring >= RIM - 1) & (ring <= 2 * RIM) & ~above)
        self.weight = np.where(above & (ring < 99), 1 - smoothstep(RIM, FREE, ring), 0.0)
        # Beyond the corners both lids are one skin.
        self.weight *= smoothstep(-0.30, 0.05, (x - self.corners[0])) * smoothstep(-0.45, 0.05, (self.corners[1] - x))
        self.lashes = [grid for grid in strips if self._on_upper_lid(neutral[grid[0]].mean(0))]

    def _on_upper_lid(self, root):
        """Whether the middle of a strip's roots lies on the upper lid of this eye."""
        above, below = self._neutral[self.upper, 1].mean(), self._neutral[self.lower, 1].mean()
        return self.corners[0] < root[0] < self.corners[1] and abs(root[1] - above) < abs(root[1] - below)

    def _along(self, at, posed, values, pick):
        """`pick` of values (max, min or mean) over the vertices near every x of `at`, smoothed along the lid."""
        xs = np.linspace(*self.corners, 80)
        near = np.abs(posed[:, 0][None] - xs[:, None]) < 0.13
        some = near.any(1)
        found = np.array([pick(values[n]) for n in near[some]])
        line = gaussian_filter1d(np.interp(xs, xs[some], found), 4, mode="nearest")
        return np.interp(at, xs, line)

    def carried(self, posed, rim):
        """Field [n,3] from a displacement of the rim: rim(x) → [m,3], x being places along the posed lid."""
        out = np.zeros_like(posed)
        moved = np.flatnonzero(self.weight > 0)
        out[moved] = self.weight[moved, None] * rim(posed[moved, 0])
        for grid in self.lashes:
            out[grid] = rim(posed[grid[0], 0])[None]
        return out

    def seal(self, posed):
        """What brings the upper rim of `posed` down (or up) onto the lower one, and in front of it."""
        up, low = posed[self.upper], posed[self.below]

        def rim(x):
            fade = smoothstep(0.0, 0.15, x - self.corners[0]) * smoothstep(0.0, 0.15, self.corners[1] - x)
            dy = self._along(x, low, low[:, 1], np.max) - OVERLAP - self._along(x, up, up[:, 1], np.min)
            # Where it reaches over too far already it is hardly taken back: that is hidden, and a step in its line is not.
            dy = np.where(dy > 0, 0.3 * dy, dy)
            dz = self._along(x, low, low[:, 2], np.max) + FRONT - self._along(x, up, up[:, 2], np.max)
            return fade[:, None] * np.stack([np.zeros_like(x), dy, np.maximum(dz, 0)], 1)

        return self.carried(posed, rim)

    def follow(self, posed, shape):
        """What makes the closed upper lid go with the lower one wherever `shape` [n,3] takes that."""
        low = posed[self.lower]
        out = self.carried(posed, lambda x: np.stack([self._along(x, low, shape[self.lower, c], np.mean) for c in range(3)], 1))
        out -= self.weight[:, None] * shape
        for grid in self.lashes:
            out[grid] -= shape[grid]
        return out + self.seal(posed + shape + out)


def both(data, neutral, tris, strips):
    return {side: Lids(data, neutral, tris, strips, side) for side in CORNERS}


def sunk_film(data, neutral, blink, side, centre):
    """Takes the film over the eye back behind a closed lid."""
    out = np.zeros_like(neutral)
    film = np.arange(*ict.OCCLUSION)
    film = film[np.sign(neutral[film, 0]) == (1 if side == "left" else -1)]
    away = neutral[film] + blink[film] - centre
    out[film] = -0.10 * away / np.linalg.norm(away, axis=1, keepdims=True)
    return out
