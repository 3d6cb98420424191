"""Adds the corrective shapes, which weigh in when shapes that break together meet: the last step of the recipe.

    python3 correctives.py [DATA]

- jawOpen with mouthClose: takes the folds out of the corners of the mouth, and keeps teeth and the inside of the mouth
  clear of the lips, which close over them; it weighs in by the lesser of the two, as what it mends does;
- jawOpen with tongueOut: the tongue lies on the lip, which sinks further than the jaw;
- a blink with a look up or down, a squint, a raised cheek or wide eyes: closed lids stay together wherever the lower one goes;
- a smile with a funnel: the lips would be drawn off the teeth, which neither shape shows.
"""

import argparse

import numpy as np
from scipy.sparse import coo_matrix, diags_array
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

import geometry as g
import ict
import pack
import persona
import shipped
import tongue
from geometry import vertex_normals

# Share of a look that is left on closed lids, and how much of a smile a full funnel takes back.
CLOSED_LOOK = 0.15
FUNNELLED_SMILE = 0.35
# Clearance of what lies inside, and how far from the skin it is looked for, cm.
CLEARANCE, REACH = 0.12, 1.4
# How far from a corner of the mouth folds are smoothed, cm.
CORNER = 1.5


def smooth_corners(data, neutral, shapes):
    """What takes the folds out of the corners of a mouth that is closed over an open jaw, on the data's vertices."""
    both = shapes.offsets["jawOpen"] + shapes.offsets["mouthClose"]
    tris = data.tris[g.skin_triangles(data)]
    edges = np.concatenate([tris[:, [0, 1]], tris[:, [1, 2]], tris[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    n = len(neutral)
    near = coo_matrix((np.ones(len(edges)), edges.T), (n, n)).tocsr()
    near.data[:] = 1
    skin = np.unique(tris)
    distance = np.min([np.linalg.norm(neutral[skin] - neutral[data.landmarks[k]], axis=1) for k in (48, 54)], axis=0)
    inner, outer = skin[distance < CORNER], skin[distance >= CORNER]
    # As smooth as what lies around allows: every vertex is the mean of its neighbours.
    laplace = diags_array(np.asarray(near.sum(1)).ravel()) - near
    laplace = laplace.tocsr()[inner]
    field = np.zeros_like(both)
    field[inner] = spsolve(laplace[:, inner].tocsc(), -laplace[:, outer] @ both[outer]) - both[inner]
    return field


def inside(level, smoothed):
    """What takes teeth and mouth back behind the skin when the jaw is open and the lips are closed."""
    skin, tris = level.vertices("skin"), level.triangles("skin")
    inner = level.vertices("mouth", "teethUpper", "teethLower")
    out = np.zeros_like(level.position)
    jaw, close = level.shape("jawOpen"), level.shape("mouthClose")
    for weight in (0.35, 0.6, 1.0):
        posed = level.position + weight * (jaw + close + smoothed)
        normals = vertex_normals(posed, tris)
        # Only the outside: the inner faces of lips and cheeks look at the teeth.
        lips = skin[(posed[skin, 2] > 6) & (normals[skin, 2] > 0.25)]
        distance, near = cKDTree(posed[lips]).query(posed[inner], 4)
        n = normals[lips[near]].mean(1)
        n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
        height = ((posed[inner][:, None] - posed[lips[near]]) * normals[lips[near]]).sum(-1).mean(1)
        push = np.where(distance[:, 0] < REACH, np.maximum(0, height + CLEARANCE), 0) / weight
        push = np.minimum(push, 1.2)
        field = -push[:, None] * n
        stronger = np.linalg.norm(field, axis=1) > np.linalg.norm(out[inner], axis=1)
        out[inner[stronger]] = field[stronger]
    # Neighbours move alike, or a tooth would be dented.
    smooth = cKDTree(level.position[inner])
    _, around = smooth.query(level.position[inner], 12)
    for _ in range(3):
        out[inner] = out[inner][around].mean(1)
    return out


def closed_lids(shapes, neutral, side):
    """(shape, displacement [n,3] of the data's vertices) of what moves the lids of a closed eye."""
    of = shapes.lids[side]
    closed = neutral + shapes.offsets[f"eyeBlink{side.title()}"]
    for name, left in (("eyeLookDown", CLOSED_LOOK), ("eyeLookUp", CLOSED_LOOK), ("eyeWide", 0), ("eyeSquint", 1), ("cheekSquint", 1)):
        name += side.title()
        offsets = shapes.offsets[name]
        yield name, (left - 1) * offsets + of.follow(closed, left * offsets)


# Vertices of the data that the parts of our meshes are made of: parts touch, and a place alone does not tell them apart.
SOURCES = {
    "skin": (0, ict.HEAD_END), "mouth": (ict.MOUTH_SOCKET[0], ict.TEETH[0]), "teethUpper": ict.TEETH, "teethLower": ict.TEETH,
    "eyeShadeLeft": ict.OCCLUSION, "eyeShadeRight": ict.OCCLUSION, "lashes": ict.LASHES,
}


def transfer(level, neutral):
    """A function that reads a field of the data's vertices at those of our level; 0 at what is made by us."""
    source, same = np.zeros(len(level.position), int), np.zeros(len(level.position), bool)
    for part, (start, end) in SOURCES.items():
        index = level.vertices(part)
        distance, near = cKDTree(neutral[start:end]).query(level.position[index])
        source[index], same[index] = start + near, distance < 1e-3
    return lambda offsets: np.where(same[:, None], offsets[source], 0)


def of_level(level, data, neutral, shapes):
    """(names, how their weights are put together, displacement [n,3]) of every corrective."""
    here = transfer(level, neutral)
    smoothed = here(smooth_corners(data, neutral, shapes))
    yield ["jawOpen", "mouthClose"], "least", smoothed + inside(level, smoothed)
    yield ["jawOpen", "tongueOut"], "product", here(tongue.sunk(neutral))
    for side in ("left", "right"):
        for name, offsets in closed_lids(shapes, neutral, side):
            yield [f"eyeBlink{side.title()}", name], "product", here(offsets)
    for side in ("Left", "Right"):
        yield [f"mouthSmile{side}", "mouthFunnel"], "product", -FUNNELLED_SMILE * level.shape(f"mouthSmile{side}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?")
    data = ict.FaceData(ict.data_folder(parser.parse_args().data))
    neutral = persona.neutral(data)
    head, whole = shipped.read()
    # Anew each time: what an earlier run added lies at the end.
    end = min((c["indexOffset"] for c in head["correctives"]), default=len(whole))
    blob = pack.Blob()
    blob.add(np.frombuffer(whole[:end], "u1"))
    shapes = g.Shapes(data, neutral, head["coefficients"])
    head["correctives"] = []
    for lod in head["lods"]:
        level = shipped.Level(lod, whole)
        for names, by, field in of_level(level, data, neutral, shapes):
            entry = pack.pack_morph(blob, " ".join(names), field)
            head["correctives"].append({"of": names, "by": by, "lod": lod["name"], **entry})
            print(lod["name"], *names, entry["count"], "vertices, largest", round(float(np.linalg.norm(field, axis=1).max()), 2), "cm")
    pack.write(shipped.OUT, head, blob)


if __name__ == "__main__":
    main()
