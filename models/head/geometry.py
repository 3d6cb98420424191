"""Our own meshes of the persona: parts, levels of detail and the 52 shapes, as arrays.

A part is a dict: positions [n,3], normals [n,3], uv [n,2], colour u8 [n,4] (alpha = cover), follow [n],
shade [n], tris [t,3] and shapes {coefficient name: [n,3]}; cm throughout.
"""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

import ict
import lids
import tongue
from decimate import decimate

# Height (cm, data space) between which the neck stops following the head's rotation.
NECK_STILL, NECK_FOLLOWS = -13.5, -6.8
PIVOT = np.array([0.0, -4.5, -1.0])

# Poses in which a collapse has to stay invisible.
POSES = [
    {},
    {"eyeBlinkLeft": 1, "eyeBlinkRight": 1, "browInnerUp": 1},
    {"jawOpen": 1},
    {"mouthSmileLeft": 1, "mouthSmileRight": 1, "browDownLeft": 1, "browDownRight": 1},
    {"mouthPucker": 1},
    {"mouthFunnel": 0.8, "jawOpen": 0.3},
    {"jawOpen": 0.4, "mouthUpperUpLeft": 1, "mouthUpperUpRight": 1, "mouthLowerDownLeft": 1, "mouthLowerDownRight": 1},
    {"mouthRollLower": 1, "mouthRollUpper": 1, "jawOpen": 0.1},
    {"mouthStretchLeft": 1, "mouthStretchRight": 1, "noseSneerLeft": 1, "noseSneerRight": 1},
    {"tongueOut": 1},
]


def smoothstep(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def vertex_normals(v, tris):
    n = np.zeros_like(v)
    f = np.cross(v[tris[:, 1]] - v[tris[:, 0]], v[tris[:, 2]] - v[tris[:, 0]])
    for k in range(3):
        np.add.at(n, tris[:, k], f)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12)


def skin_uv(data):
    """One atlas for the skin: the face in the upper three quarters, neck and scalp in a strip below."""
    uv = data.uv.copy()
    back = uv[:, 0] > 1.0
    uv[back, 0] -= 1.0
    uv[back, 1] *= 0.25
    uv[~back, 1] = 0.25 + 0.75 * uv[~back, 1]
    return uv


def skin_triangles(data):
    """Indices of the triangles of outer skin: face, scalp, ears, neck; no sockets."""
    mat = np.isin(data.material, ("M_Face", "M_BackHead"))
    return np.flatnonzero(mat & (data.tris < ict.HEAD_END).all(1))


def mouth_triangles(data):
    socket = (data.material == "M_BackHead") & (data.tris < ict.MOUTH_SOCKET[1]).all(1)
    socket &= (data.tris >= ict.MOUTH_SOCKET[0]).any(1)
    return np.flatnonzero(socket | (data.material == "M_GumsTongue"))


def follow_weight(positions):
    return smoothstep(NECK_STILL, NECK_FOLLOWS, positions[:, 1])


def _importance(neutral):
    """Where a triangle is worth more: lids, lips, nostrils; where less: scalp, ears, neck."""
    w = np.ones(len(neutral))
    x, y, z = neutral.T
    w *= np.where((y > 8.5) | (z < 3.5), 0.06, 1)
    w *= np.where(np.abs(x) > 7.6, 0.25, 1)
    w *= np.where(y < -9, 0.15, 1)
    for side in (-1, 1):
        d = np.hypot((x - side * 3.2) / 2.2, (y - 3.5) / 1.4)
        w *= np.where((d < 1) & (z > 7), 7, 1)
    d = np.hypot(x / 3.2, (y + 3.3) / 1.7)
    w *= np.where((d < 1) & (z > 8), 5, 1)
    d = np.hypot(x / 2.0, (y + 0.3) / 1.5)
    w *= np.where((d < 1) & (z > 9), 3, 1)
    w[slice(*ict.TONGUE)] *= 3
    # Molars hardly show; the front teeth's outlines do.
    t = slice(*ict.TEETH)
    w[t] *= np.interp(z[t], [5.5, 7.5, 9.0], [0.02, 0.15, 12])
    return w


class Shapes:
    """The 52 shapes on the data's vertices, with the merged and the made ones."""

    def __init__(self, data, neutral, names):
        self.names = names
        self.offsets = {n: data.arkit(n) for n in names if n != "tongueOut"}
        for n in self.offsets:
            if n.startswith("eyeLook"):
                for a, b in (*ict.SCLERA.values(), *ict.IRIS.values()):
                    self.offsets[n][a:b] = 0
        self.lids = lids.both(data, neutral, data.tris[skin_triangles(data)], lash_grids(data))
        for side, of in self.lids.items():
            name = f"eyeBlink{side.title()}"
            blink = self.offsets[name]
            blink = blink + of.seal(neutral + blink)
            self.offsets[name] = blink + lids.sunk_film(data, neutral, blink, side, fit_eye(neutral, side)[0])
        self.offsets["tongueOut"] = tongue.out(neutral, self.offsets["jawOpen"])

    def pose(self, neutral, weights):
        v = neutral.copy()
        for n, w in weights.items():
            v += w * self.offsets[n]
        return v


def _wedge(positions_index, uv_index):
    """Unique (position, uv) pairs: returns (pairs [n,2], tris [t,3] into them)."""
    pairs = np.stack([positions_index.ravel(), uv_index.ravel()], 1)
    unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
    return unique, inverse.reshape(-1, 3)


def _data_part(data, neutral, shapes, tris, uv_tris, uv, colour, shade):
    pairs, out = _wedge(tris, uv_tris)
    index = pairs[:, 0]
    # Normals are of the whole data surface, so that a coarse level shades like the fine one.
    normals = vertex_normals(neutral, data.tris)
    n = len(index)
    rgba = np.empty((n, 4), "u1")
    rgba[:] = colour[index] if isinstance(colour, np.ndarray) else colour
    return {
        "positions": neutral[index],
        "normals": normals[index],
        "uv": uv[pairs[:, 1]],
        "colour": rgba,
        "follow": follow_weight(neutral[index]),
        "shade": np.full(n, float(shade)),
        "tris": out,
        "shapes": {k: o[index] for k, o in shapes.offsets.items()},
        "source": index,
    }


def _reduced(data, neutral, shapes, chosen, target, uv_tris=None):
    tris = data.tris[chosen]
    uv_tris = data.uv_tris[chosen] if uv_tris is None else uv_tris
    used, local = np.unique(tris, return_inverse=True)
    local = local.reshape(-1, 3)
    poses = np.stack([shapes.pose(neutral, w)[used] for w in POSES])
    out, wedges = decimate(poses, local, uv_tris, target, _importance(neutral)[used])
    return used[out], wedges


def collar_height(positions):
    """Height (cm) of the jumper's neckline around the neck: low in front, high behind."""
    front = 0.5 + 0.5 * np.cos(np.arctan2(positions[..., 0], positions[..., 2] + 1.0))
    return -9.3 - 4.0 * front**1.3


def skin_cover(neutral):
    """Alpha of the skin: fades out above the collar, where the portrait's own skin takes over, and under the hair."""
    x, y, z = neutral.T
    collar = smoothstep(0.7, 2.6, y - collar_height(neutral))
    # Scalp and ears would come out from under hair that is a picture of the front as soon as the head turns.
    hair = smoothstep(3.2, 1.6, z) * smoothstep(-3.4, -2.0, y)
    return collar * (1 - hair)


def skin(data, neutral, shapes, target):
    chosen = skin_triangles(data)
    tris, wedges = _reduced(data, neutral, shapes, chosen, target)
    colour = np.full((len(neutral), 4), 255, "u1")
    colour[:, 3] = np.round(255 * skin_cover(neutral))
    part = _data_part(data, neutral, shapes, tris, wedges, skin_uv(data), colour, 1)
    # The rims of the lids turn over in a blink and stay in the shadow that they were in.
    ring = np.min([of.ring for of in shapes.lids.values()], axis=0)
    part["shade"] = (0.2 + 0.8 * smoothstep(lids.RIM, lids.RIM + 3, ring))[part["source"]]
    return part


def mouth(data, neutral, shapes, target, colours):
    chosen = mouth_triangles(data)
    tris, wedges = _reduced(data, neutral, shapes, chosen, target, data.tris[chosen])
    return _data_part(data, neutral, shapes, tris, wedges, np.zeros((len(neutral), 2)), colours, 0.3)


def teeth(data, neutral, shapes, upper, target, colours):
    moves = np.abs(data.arkit("jawOpen")).max(1) > 0.5
    chosen = np.flatnonzero((data.material == "M_Teeth") & (moves[data.tris[:, 0]] != upper))
    tris, wedges = _reduced(data, neutral, shapes, chosen, target, data.tris[chosen])
    part = _data_part(data, neutral, shapes, tris, wedges, np.zeros((len(neutral), 2)), colours, 0.4)
    return _joined(part, _tooth_backing(data, neutral, shapes, chosen, upper))


def _tooth_backing(data, neutral, shapes, chosen, upper, columns=24):
    """A strip inside the row of teeth, so that what shows between two of them is tooth in shadow, not the dark mouth."""
    index = np.unique(data.tris[chosen])
    p = neutral[index]
    centre = np.array([p[:, 0].mean(), 0, 5.0])
    angle = np.arctan2(p[:, 0] - centre[0], p[:, 2] - centre[2])
    radius = np.hypot(p[:, 0] - centre[0], p[:, 2] - centre[2])
    at = np.linspace(-1.15, 1.15, columns)
    rows = []
    # It ends where teeth touch each other, in their shadow: below, light falls through between them.
    edge = 0.30 if upper else 0.70
    for a in at:
        near = np.abs(angle - a) < 0.12
        r = np.quantile(radius[near], 0.82)
        low, high = np.quantile(p[near, 1], [0.04, 0.96])
        for share in (edge, 0.85 if upper else 0.15):
            rows.append([centre[0] + r * np.sin(a), low + share * (high - low), centre[2] + r * np.cos(a)])
    v = np.array(rows)
    source = index[((v[:, None] - p[None]) ** 2).sum(-1).argmin(1)]
    i = np.arange(columns - 1) * 2
    tris = np.concatenate([np.stack([i, i + 2, i + 3], 1), np.stack([i, i + 3, i + 1], 1)])
    if not upper:
        tris = tris[:, ::-1]
    normals = np.stack([np.sin(at), np.zeros(columns), np.cos(at)], 1).repeat(2, 0)
    behind = np.maximum(0, p[:, 2].max() - v[:, 2])
    depth = np.exp(-(0.34 + 0.07 * behind) * behind)[:, None]
    depth[::2] *= 0.6
    colour = np.concatenate([np.array([[158.0, 136.0, 118.0]]) * depth, np.full((len(v), 1), 255)], 1).round().astype("u1")
    return {
        "positions": v, "normals": normals, "uv": np.zeros((len(v), 2)), "colour": colour, "follow": np.ones(len(v)),
        "shade": np.full(len(v), 0.4), "tris": tris, "shapes": {k: o[source] for k, o in shapes.offsets.items()}, "source": source,
    }


def _joined(a, b):
    both = {k: np.concatenate([a[k], b[k]]) for k in ("positions", "normals", "uv", "colour", "follow", "shade", "source")}
    both["tris"] = np.concatenate([a["tris"], b["tris"] + len(a["positions"])])
    both["shapes"] = {k: np.concatenate([o, b["shapes"][k]]) for k, o in a["shapes"].items()}
    return both


# The azimuthal map of the eye ends at UV_THETA_MAX: what lies behind only ever shows plain white.
UV_THETA_MAX = np.radians(70)
THETA_MAX = np.radians(100)
IRIS_THETA = np.radians(23.5)
IRIS_UV_RADIUS = float(0.5 * IRIS_THETA / UV_THETA_MAX)


def fit_eye(neutral, side):
    """Centre and radius of the eyeball's sphere, from the white behind the cornea."""
    p = neutral[slice(*ict.SCLERA[side])]
    keep = np.ones(len(p), bool)
    for _ in range(4):
        solution = np.linalg.lstsq(np.c_[2 * p[keep], np.ones(keep.sum())], (p[keep] ** 2).sum(1), rcond=None)[0]
        centre = solution[:3]
        radius = np.sqrt(solution[3] + centre @ centre)
        d = p - centre
        keep = d[:, 2] < 0.80 * np.linalg.norm(d, axis=1)
    return centre, radius


def cornea_radius(theta, radius):
    """Distance of the eye's surface from its centre at an angle from its axis: a sphere with a cap."""
    t = np.clip(theta / np.radians(27), 0, 1)
    return radius * (1 + 0.075 * (1 - t * t) ** 1.5)


def eyeball(centre, radius, axis, rings, segments, names):
    """Polar sphere about its axis; uv is the azimuthal map of material "eye"."""
    inner = np.linspace(0, np.radians(34), rings // 2 + 1)[1:]
    outer = np.linspace(np.radians(34), THETA_MAX, rings - rings // 2 + 1)[1:]
    theta = np.r_[0, np.repeat(np.r_[inner, outer], segments)]
    phi = np.r_[0, np.tile(np.arange(segments) * 2 * np.pi / segments, rings)]
    z = axis / np.linalg.norm(axis)
    x = np.cross([0, 1, 0], z)
    x /= np.linalg.norm(x)
    y = np.cross(z, x)
    direction = (
        np.sin(theta)[:, None] * (np.cos(phi)[:, None] * x + np.sin(phi)[:, None] * y) + np.cos(theta)[:, None] * z
    )
    tris = [(0, 1 + k, 1 + (k + 1) % segments) for k in range(segments)]
    for r in range(rings - 1):
        for k in range(segments):
            a, b = 1 + r * segments + k, 1 + r * segments + (k + 1) % segments
            tris += [(a, a + segments, b + segments), (a, b + segments, b)]
    positions = centre + direction * cornea_radius(theta, radius)[:, None]
    tris = np.array(tris)
    n = len(positions)
    uv = 0.5 + 0.5 * np.minimum(theta / UV_THETA_MAX, 0.98)[:, None] * np.stack([np.cos(phi), np.sin(phi)], 1)
    colour = np.full((n, 4), 255, "u1")
    colour[:, :3] = np.where((theta < np.radians(24))[:, None], (96, 72, 54), (216, 208, 200))
    return {
        "positions": positions, "normals": vertex_normals(positions, tris), "uv": uv, "colour": colour,
        "follow": np.ones(n), "shade": np.ones(n), "tris": tris, "shapes": {},
    }


def _grids(data, tris_mask):
    """Splits strips of the data into lattices by their texture coordinates: yields vertex index [rows, columns]."""
    tris, uv_tris = data.tris[tris_mask], data.uv_tris[tris_mask]
    n = len(data.mean)
    edges = np.concatenate([tris[:, [0, 1]], tris[:, [1, 2]]])
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (n, n))
    _, label = connected_components(graph, False)
    uv = np.zeros((n, 2))
    uv[tris.ravel()] = data.uv[uv_tris.ravel()]
    for c in np.unique(label[tris[:, 0]]):
        index = np.unique(tris[label[tris[:, 0]] == c])
        rows = np.unique(uv[index, 1].round(3))
        grid = [index[uv[index, 1].round(3) == r] for r in rows]
        yield np.array([g[np.argsort(uv[g, 0])] for g in grid])


def lash_grids(data):
    """[strips][rows][columns] vertex indices; row 0 is where the lashes grow out of the lid."""
    strips = []
    for grid in _grids(data, data.material == "M_EyeLashes"):
        p = data.mean[grid]
        # Roots lie nearer to the eye's centre than tips.
        side = 1 if p[..., 0].mean() > 0 else -1
        centre = np.array([side * 3.12, 3.6, 7.98])
        if np.linalg.norm(p[0] - centre, axis=1).mean() > np.linalg.norm(p[-1] - centre, axis=1).mean():
            grid = grid[::-1]
        strips.append(grid)
    return strips


# Along a strip of lashes: how much shorter than the strip, and how dense (cover) they are on each lid.
LASHES = {"upper": (1.25, 225), "lower": (2.0, 105)}


def lashes(data, neutral, shapes, columns, rows):
    normals = vertex_normals(neutral, data.tris)
    upper = [grid for of in shapes.lids.values() for grid in of.lashes]
    index, uv, tris, cover = [], [], [], []
    for k, grid in enumerate(lash_grids(data)):
        r = np.linspace(0, len(grid) - 1, rows).round().astype(int)
        c = np.linspace(0, len(grid[0]) - 1, columns).round().astype(int)
        sub = grid[np.ix_(r, c)]
        base = len(index)
        index += sub.ravel().tolist()
        stretch, dense = LASHES["upper" if any(np.array_equal(grid, other) for other in upper) else "lower"]
        across = np.linspace(0, 1, columns)
        # Every other strip the other way round: the same hairs twice would be seen.
        uv += [(u, stretch * i / (rows - 1)) for i in range(rows) for u in (across if k % 2 else across[::-1])]
        cover += [dense] * (rows * columns)
        for i in range(rows - 1):
            for j in range(columns - 1):
                a = base + i * columns + j
                tris += [(a, a + 1, a + columns + 1), (a, a + columns + 1, a + columns)]
    index = np.array(index)
    n = len(index)
    colour = np.tile(np.array([[38, 27, 22, 255]], "u1"), (n, 1))
    colour[:, 3] = cover
    return {
        "positions": neutral[index], "normals": normals[index], "uv": np.array(uv), "colour": colour,
        "follow": np.ones(n), "shade": np.full(n, 0.5), "tris": np.array(tris),
        "shapes": {k: o[index] for k, o in shapes.offsets.items()}, "source": index,
    }


def eye_shade(data, neutral, shapes, side):
    """The film over the eye that darkens it towards the lids; colour alpha is how much."""
    sign = 1 if side == "left" else -1
    mask = (data.material == "M_EyeOcclusion") & (np.sign(data.mean[data.tris[:, 0], 0]) == sign)
    tris, uv_tris = data.tris[mask], data.uv_tris[mask]
    uv = np.zeros((len(neutral), 2))
    uv[tris.ravel()] = data.uv[uv_tris.ravel()]
    index = np.unique(tris)
    u, v = uv[index].T
    u = (u - u.min()) / (u.max() - u.min())
    # v runs from the lower lid (0) to the upper one (1); u from the outer corner to the inner one.
    alpha = np.zeros(len(neutral))
    by_lids = np.interp(v, [0.01, 0.36, 0.52, 0.6, 0.75, 0.99], [0.42, 0.12, 0.03, 0.12, 0.42, 0.88])
    corners = np.maximum(0.5 * smoothstep(0.18, 0.05, u), 0.75 * smoothstep(0.76, 0.93, u))
    alpha[index] = np.maximum(by_lids, corners)
    colour = np.zeros((len(neutral), 4), "u1")
    colour[:, :3] = (48, 26, 20)
    # In the inner corner it is the red of the flesh there, or the white would end in a line.
    flesh = smoothstep(0.72, 0.92, u)[:, None]
    colour[index, :3] = (np.array([48, 26, 20]) * (1 - flesh) + np.array([112, 62, 54]) * flesh).round()
    colour[:, 3] = (255 * alpha).round()
    return _data_part(data, neutral, shapes, tris, tris, uv, colour, 1)
