"""Quadric edge collapse that keeps a mesh good in many poses at once.

A collapse moves no vertex: the one that goes is replaced by a neighbour that stays, so every shape of
the data holds exactly at the vertices that are left. Its cost is the sum, over the given poses, of the
neighbour's squared distance to the planes that it stands for from then on (Garland & Heckbert 1997).
"""

import heapq

import numpy as np


def _plane_quadrics(poses, tris):
    """[triangles, poses, 4, 4] area-weighted plane quadrics."""
    a, b, c = (poses[:, tris[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    area = np.linalg.norm(cross, axis=-1, keepdims=True)
    n = cross / np.maximum(area, 1e-12)
    d = -(n * a).sum(-1, keepdims=True)
    plane = np.concatenate([n, d], -1)
    q = plane[..., :, None] * plane[..., None, :] * (area[..., None] * 0.5)
    return q.transpose(1, 0, 2, 3)


def decimate(poses, tris, wedge_tris, target, importance, keep=()):
    """Collapse until `target` triangles are left.

    poses [p, n, 3]; tris [t, 3] vertex indices; wedge_tris [t, 3] texture-coordinate indices;
    importance [n] multiplies a vertex's cost; keep: vertices that must stay.
    Returns (tris, wedge_tris) over the original indices.
    """
    poses = np.asarray(poses, float)
    count = poses.shape[1]
    faces = [list(t) for t in tris.tolist()]
    wedges = [list(t) for t in wedge_tris.tolist()]
    alive = [True] * len(faces)
    around = [set() for _ in range(count)]
    for f, t in enumerate(faces):
        for v in t:
            around[v].add(f)

    quadric = np.zeros((count, poses.shape[0], 4, 4))
    plane_q = _plane_quadrics(poses, tris)
    for k in range(3):
        np.add.at(quadric, tris[:, k], plane_q)

    # Open borders and texture seams: a plane through the edge, upright on the face, so that they stay where they are.
    edge_faces = {}
    for f, t in enumerate(faces):
        for k in range(3):
            a, b = t[k], t[(k + 1) % 3]
            edge_faces.setdefault((min(a, b), max(a, b)), []).append((f, k))
    border = set()
    for (a, b), users in edge_faces.items():
        if len(users) == 2:
            (f, k), (g, j) = users
            pair = {faces[f][k]: wedges[f][k], faces[f][(k + 1) % 3]: wedges[f][(k + 1) % 3]}
            if pair.get(faces[g][j]) == wedges[g][j] and pair.get(faces[g][(j + 1) % 3]) == wedges[g][(j + 1) % 3]:
                continue
        border.update((a, b))
        for f, _ in users:
            t = faces[f]
            p = poses[:, t]
            n = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
            e = poses[:, b] - poses[:, a]
            m = np.cross(e, n)
            m /= np.maximum(np.linalg.norm(m, axis=-1, keepdims=True), 1e-12)
            plane = np.concatenate([m, -(m * poses[:, a]).sum(-1, keepdims=True)], -1)
            q = plane[:, :, None] * plane[:, None, :] * ((e * e).sum(-1) * 3)[:, None, None]
            quadric[a] += q
            quadric[b] += q

    seam_edge = {e for e, users in edge_faces.items() if e[0] in border and e[1] in border}
    homogeneous = np.concatenate([poses, np.ones((*poses.shape[:2], 1))], -1).transpose(1, 0, 2)
    frozen = set(keep)
    stamp = [0] * count

    def neighbours(v):
        out = set()
        for f in around[v]:
            out.update(faces[f])
        out.discard(v)
        return out

    def cost(u, v):
        q = quadric[u] + quadric[v]
        h = homogeneous[v]
        error = np.einsum("pi,pij,pj->p", h, q, h)
        # A small length term breaks ties on flat ground in favour of short edges.
        length = ((poses[0, u] - poses[0, v]) ** 2).sum()
        return float((error.mean() + 1e-6 * length) * max(importance[u], importance[v]))

    heap = []

    def push(u, only=None):
        if u in frozen:
            return
        for v in neighbours(u) if only is None else (only,):
            if u in border and (min(u, v), max(u, v)) not in seam_edge:
                continue
            heapq.heappush(heap, (cost(u, v), u, v, stamp[u], stamp[v]))

    def allowed(u, v):
        shared = [f for f in around[u] if v in faces[f]]
        if not shared or len(neighbours(u) & neighbours(v)) > 2:
            return None
        mapping = {}
        for f in shared:
            t = faces[f]
            mapping[wedges[f][t.index(u)]] = wedges[f][t.index(v)]
        for f in around[u]:
            if f in shared:
                continue
            t = faces[f]
            if wedges[f][t.index(u)] not in mapping:
                return None
            old = poses[:, t]
            new = poses[:, [v if x == u else x for x in t]]
            n0 = np.cross(old[:, 1] - old[:, 0], old[:, 2] - old[:, 0])
            n1 = np.cross(new[:, 1] - new[:, 0], new[:, 2] - new[:, 0])
            l0, l1 = np.linalg.norm(n0, axis=-1), np.linalg.norm(n1, axis=-1)
            if l1[0] < 1e-7 or (n0[0] * n1[0]).sum() < 0.35 * l0[0] * l1[0]:
                return None
            longest = max(((new[0, i] - new[0, j]) ** 2).sum() for i, j in ((0, 1), (1, 2), (2, 0)))
            if l1[0] < 0.08 * longest:
                return None
        return shared, mapping

    for u in range(count):
        if around[u]:
            push(u)
    left = sum(alive)
    while left > target and heap:
        _, u, v, su, sv = heapq.heappop(heap)
        if su != stamp[u] or sv != stamp[v] or not around[u] or not around[v]:
            continue
        plan = allowed(u, v)
        if plan is None:
            continue
        shared, mapping = plan
        for f in shared:
            alive[f] = False
            for x in faces[f]:
                around[x].discard(f)
            left -= 1
        for f in list(around[u]):
            k = faces[f].index(u)
            faces[f][k] = v
            wedges[f][k] = mapping[wedges[f][k]]
            around[v].add(f)
        if u in border:
            for x in neighbours(v):
                if (min(u, x), max(u, x)) in seam_edge:
                    seam_edge.add((min(v, x), max(v, x)))
        around[u] = set()
        quadric[v] += quadric[u]
        stamp[u] += 1
        stamp[v] += 1
        push(v)
        for x in neighbours(v):
            push(x, only=v)
    keep_faces = [f for f in range(len(faces)) if alive[f]]
    return np.array([faces[f] for f in keep_faces]), np.array([wedges[f] for f in keep_faces])
