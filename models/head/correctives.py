"""Adds the corrective shapes, which weigh in by the product of the shapes that break together: the last step of the recipe.

    python3 correctives.py

- jawOpen with mouthClose: keeps teeth and the inside of the mouth clear of the lips, which close over them;
- a blink with a look down: the lid would be carried twice, past the lower one;
- a smile with a funnel: the lips would be drawn off the teeth, which neither shape shows.
"""

import numpy as np
from scipy.spatial import cKDTree

import pack
import shipped
from geometry import vertex_normals

# Share of a look down that is left on a closed lid, and how much of a smile a full funnel takes back.
CLOSED_LOOK = 0.15
FUNNELLED_SMILE = 0.35
# Clearance of what lies inside, and how far from the skin it is looked for, cm.
CLEARANCE, REACH = 0.12, 1.4


def inside(level):
    """What takes teeth and mouth back behind the skin when the jaw is open and the lips are closed."""
    skin, tris = level.vertices("skin"), level.triangles("skin")
    inner = level.vertices("mouth", "teethUpper", "teethLower")
    out = np.zeros_like(level.position)
    jaw, close = level.shape("jawOpen"), level.shape("mouthClose")
    for weight in (0.35, 0.6, 1.0):
        posed = level.position + weight * (jaw + close)
        normals = vertex_normals(posed, tris)
        # Only the outside: the inner faces of lips and cheeks look at the teeth.
        lips = skin[(posed[skin, 2] > 6) & (normals[skin, 2] > 0.25)]
        distance, near = cKDTree(posed[lips]).query(posed[inner], 4)
        n = normals[lips[near]].mean(1)
        n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-9)
        height = ((posed[inner][:, None] - posed[lips[near]]) * normals[lips[near]]).sum(-1).mean(1)
        push = np.where(distance[:, 0] < REACH, np.maximum(0, height + CLEARANCE), 0) / weight**2
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


def of_level(level):
    """(names, displacement [n,3]) of every corrective."""
    yield ["jawOpen", "mouthClose"], inside(level)
    for side in ("Left", "Right"):
        yield [f"eyeBlink{side}", f"eyeLookDown{side}"], -(1 - CLOSED_LOOK) * level.shape(f"eyeLookDown{side}")
        yield [f"mouthSmile{side}", "mouthFunnel"], -FUNNELLED_SMILE * level.shape(f"mouthSmile{side}")


def main():
    head, whole = shipped.read()
    # Anew each time: what an earlier run added lies at the end.
    end = min((c["indexOffset"] for c in head["correctives"]), default=len(whole))
    blob = pack.Blob()
    blob.add(np.frombuffer(whole[:end], "u1"))
    head["correctives"] = []
    for lod in head["lods"]:
        level = shipped.Level(lod, whole)
        for names, field in of_level(level):
            entry = pack.pack_morph(blob, " ".join(names), field)
            head["correctives"].append({"of": names, "lod": lod["name"], **entry})
            print(lod["name"], *names, entry["count"], "vertices, largest", round(float(np.linalg.norm(field, axis=1).max()), 2), "cm")
    pack.write(shipped.OUT, head, blob)


if __name__ == "__main__":
    main()
