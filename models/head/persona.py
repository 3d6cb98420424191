"""The default persona's head: an identity of the data, made into one believable person.

No real person: two random draws of identity coefficients (seeds below) blended, then aged, softened
and made a little asymmetric.
"""

import numpy as np

import ict

NAME = "Iris Valdane"


def _draw(seed):
    rng = np.random.default_rng(seed)
    c = rng.normal(0, 0.75, 100) * np.r_[np.ones(40), np.full(60, 0.5)]
    # The first modes separate women's heads from men's; they are drawn around a woman's.
    c[0] = 1.5 + 0.2 * rng.normal()
    c[1] = 0.3 + 0.4 * rng.normal()
    c[3] = 0.5 + 0.5 * rng.normal()
    return c


def coefficients():
    """100 identity coefficients, standard deviations."""
    return 0.6 * _draw(111) + 0.55 * _draw(115)


def _bump(positions, centre, radius):
    return np.exp(-((positions - centre) ** 2).sum(1) / (2 * radius**2))[:, None]


# What a friendly face does at rest; part of the neutral shape, so that all 52 coefficients at 0 look at ease.
EASE = {
    "mouthSmileLeft": 0.17,
    "mouthSmileRight": 0.14,
    "cheekSquintLeft": 0.12,
    "cheekSquintRight": 0.10,
    "eyeSquintLeft": 0.18,
    "eyeSquintRight": 0.22,
    "eyeBlinkLeft": 0.055,
    "eyeBlinkRight": 0.07,
    "mouthPressLeft": 0.06,
    "mouthPressRight": 0.06,
    "browOuterUpRight": 0.05,
}


def neutral(data):
    """Positions [26719, 3] of the persona at rest, cm."""
    v = data.identity(coefficients())
    for name, weight in EASE.items():
        v = v + weight * data.arkit(name)
    # Nobody is symmetric: a jaw a millimetre off, one brow lower, one mouth corner fuller.
    v = v + 0.03 * data.arkit("jawRight") + 0.02 * data.arkit("mouthLeft")
    # Teeth and gums of a wide jaw in a small mouth would touch the lips.
    v[ict.GUMS_TONGUE[0] : ict.TEETH[1], 2] -= 0.42
    # The lower row stands a little deeper behind the lip than the data's.
    lower = np.flatnonzero(np.abs(data.arkit("jawOpen")[slice(*ict.TEETH)]).max(1) > 0.5) + ict.TEETH[0]
    v[lower, 1] -= 0.20
    v[:, 1] += 0.035 * _bump(v, np.array([3.2, 5.2, 9.5]), 1.5)[:, 0]
    return v
