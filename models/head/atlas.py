"""Maps of the skin atlas: where every texel lies on the head, and painting on it."""

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

import geometry as g
import ict


def raster(uv_corners, values, size):
    """Interpolates corner values [t,3,c] over triangles with uv [t,3,2] (v up). Returns ([size,size,c], mask)."""
    out = np.zeros((size, size, values.shape[-1]))
    mask = np.zeros((size, size), bool)
    xy = uv_corners * size
    xy[..., 1] = size - xy[..., 1]
    for p, val in zip(xy, values):
        x0, y0 = np.floor(p.min(0) - 0.5).astype(int).clip(0, size - 1)
        x1, y1 = np.ceil(p.max(0) + 0.5).astype(int).clip(0, size)
        gx, gy = np.meshgrid(np.arange(x0, x1) + 0.5, np.arange(y0, y1) + 0.5)
        (ax, ay), (bx, by), (cx, cy) = p
        det = (by - cy) * (ax - cx) + (cx - bx) * (ay - cy)
        if abs(det) < 1e-12:
            continue
        w0 = ((by - cy) * (gx - cx) + (cx - bx) * (gy - cy)) / det
        w1 = ((cy - ay) * (gx - cx) + (ax - cx) * (gy - cy)) / det
        w = np.stack([w0, w1, 1 - w0 - w1], -1)
        inside = (w > -0.02).all(-1)
        out[y0:y1, x0:x1][inside] = w[inside] @ val
        mask[y0:y1, x0:x1] |= inside
    return out, mask


def spread(image, mask):
    """Fills texels outside the mask with the nearest one inside."""
    index = ndimage.distance_transform_edt(~mask, return_distances=False, return_indices=True)
    return image[tuple(index)]


class SkinAtlas:
    """position, normal [size,size,3] of the persona's skin for every texel, and the mask of used ones."""

    def __init__(self, data, positions, size):
        chosen = g.skin_triangles(data)
        self.size = size
        self.uv = g.skin_uv(data)
        self.corners = self.uv[data.uv_tris[chosen]]
        normals = g.vertex_normals(positions, data.tris)
        tris = data.tris[chosen]
        values = np.concatenate([positions[tris], normals[tris]], -1)
        image, self.mask = raster(self.corners.copy(), values, size)
        self.position = spread(image[..., :3], self.mask)
        n = spread(image[..., 3:], self.mask)
        self.normal = n / np.maximum(np.linalg.norm(n, axis=-1, keepdims=True), 1e-9)
        uv_of = np.zeros((len(positions), 2))
        uv_of[tris.ravel()] = self.uv[data.uv_tris[chosen].ravel()]
        self._uv_of = uv_of
        self._tree = None

    def texel(self, vertices):
        """Texel coordinates [n,2] (x, y) of vertices."""
        uv = self._uv_of[vertices] * self.size
        return np.stack([uv[:, 0], self.size - uv[:, 1]], 1)

    def on_skin(self, points):
        """The nearest points of the skin."""
        if self._tree is None:
            coarse = self.position[::4, ::4][self.mask[::4, ::4]]
            self._tree = cKDTree(coarse)
        return self._tree.data[self._tree.query(points)[1]]

    def near(self, centre, radius, power=2.0):
        """exp(−(distance/radius)^power) around a 3D point; radius may be per axis."""
        d = np.sqrt((((self.position - centre) / radius) ** 2).sum(-1))
        return np.exp(-(d**power))

    def stroke(self, points, width):
        """Signed distance in cm from a 3D polyline, as a Gaussian ridge of the given width (array or scalar, cm)."""
        points = np.asarray(points, float)
        width = np.broadcast_to(np.asarray(width, float), len(points))
        lo, hi = points.min(0) - 4 * width.max(), points.max(0) + 4 * width.max()
        inside = ((self.position > lo) & (self.position < hi)).all(-1)
        p = self.position[inside]
        best = np.full(len(p), 1e9)
        w = np.ones(len(p))
        for (a, b), (wa, wb) in zip(zip(points[:-1], points[1:]), zip(width[:-1], width[1:])):
            ab = b - a
            t = np.clip((p - a) @ ab / (ab @ ab), 0, 1)
            d = np.linalg.norm(p - a - t[:, None] * ab, axis=1)
            closer = d < best
            best[closer] = d[closer]
            w[closer] = (wa + t * (wb - wa))[closer]
        out = np.zeros(self.mask.shape)
        out[inside] = np.exp(-((best / w) ** 2))
        return out


def smooth_curve(points, count=40):
    """A Catmull-Rom-like curve through points."""
    points = np.asarray(points, float)
    from scipy.interpolate import CubicSpline

    t = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    return CubicSpline(t, points)(np.linspace(0, t[-1], count))


class Noise3:
    """Smooth periodic noise in space, mean 0, standard deviation 1."""

    def __init__(self, seed, cells=48):
        self.grid = np.random.default_rng(seed).normal(size=(cells,) * 3)
        self.grid = ndimage.spline_filter(self.grid, order=3, mode="grid-wrap")
        self.cells = cells

    def __call__(self, position, size_cm):
        c = np.moveaxis(position / size_cm, -1, 0)
        n = ndimage.map_coordinates(self.grid, c % self.cells, order=3, mode="grid-wrap", prefilter=False)
        return n / 0.55
