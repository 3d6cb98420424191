"""From timed phones to mouth coefficients: targets, dominance blending, closures.

Coarticulation follows Cohen and Massaro, "Modeling Coarticulation in Synthetic Visual Speech" (1993): every phone
pulls with alpha * exp(-distance / tau), each group of coefficients with its own reach.
"""
import json
from pathlib import Path

import numpy as np

RATE_HZ = 100
COEFFICIENTS = [
    "jawOpen", "jawForward", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRollLower", "mouthRollUpper",
    "mouthShrugLower", "mouthShrugUpper", "mouthPress", "mouthLowerDown", "mouthUpperUp", "mouthSmile",
    "mouthStretch", "mouthDimple", "tongueOut",
]
INDEX = {name: k for k, name in enumerate(COEFFICIENTS)}

_LIPS = json.loads(Path(__file__).with_name("lip-distances.json").read_text())


def _millimetres(distance):
    """For a coefficient of 1, left and right together (measure_lips.py)."""
    table = _LIPS[distance]
    return np.array([sum(table.get(name + side, 0.0) for side in ("", "Left", "Right")) for name in COEFFICIENTS])


GAP_MM, ROUNDING_MM, LOWER_LIP_MM = (_millimetres(distance) for distance in ("gapMm", "roundingMm", "lowerLipMm"))

VISEMES = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"]

# class: (viseme, coefficients)
CLASSES = {
    "sil": ("sil", {}),
    "pb": ("PP", dict(jawOpen=.07, mouthClose=.07, mouthPress=.35, mouthRollLower=.12, mouthRollUpper=.12)),
    "m": ("PP", dict(jawOpen=.07, mouthClose=.07, mouthPress=.25, mouthRollLower=.1, mouthRollUpper=.1)),
    "f": ("FF", dict(jawOpen=.08, mouthRollLower=.5, mouthUpperUp=.22, mouthShrugLower=.1)),
    "th": ("TH", dict(jawOpen=.16, mouthLowerDown=.26, mouthUpperUp=.1, tongueOut=.25)),
    "td": ("DD", dict(jawOpen=.13, mouthLowerDown=.26, mouthUpperUp=.06, mouthStretch=.05)),
    "n": ("nn", dict(jawOpen=.14, mouthLowerDown=.26, mouthUpperUp=.06)),
    "l": ("nn", dict(jawOpen=.18, mouthLowerDown=.2, mouthUpperUp=.06)),
    "s": ("SS", dict(jawOpen=.05, mouthLowerDown=.24, mouthUpperUp=.12, mouthStretch=.14, mouthSmile=.06)),
    "sh": ("CH", dict(jawOpen=.06, mouthFunnel=.38, mouthPucker=.2, mouthLowerDown=.1, mouthUpperUp=.1)),
    "k": ("kk", dict(jawOpen=.16, mouthLowerDown=.22, mouthUpperUp=.06)),
    "h": ("kk", dict(jawOpen=.2, mouthLowerDown=.1, mouthUpperUp=.05)),
    "r": ("RR", dict(jawOpen=.12, mouthFunnel=.22, mouthPucker=.22, mouthShrugUpper=.03)),
    "w": ("ou", dict(jawOpen=.07, mouthPucker=.78, mouthFunnel=.22)),
    "y": ("ih", dict(jawOpen=.1, mouthStretch=.14, mouthSmile=.14, mouthLowerDown=.14, mouthUpperUp=.08)),
    "iy": ("ih", dict(jawOpen=.12, mouthStretch=.18, mouthSmile=.2, mouthLowerDown=.16, mouthUpperUp=.08)),
    "ih": ("ih", dict(jawOpen=.2, mouthStretch=.12, mouthSmile=.1, mouthLowerDown=.16, mouthUpperUp=.08)),
    "eh": ("E", dict(jawOpen=.3, mouthStretch=.14, mouthSmile=.08, mouthLowerDown=.16, mouthUpperUp=.1)),
    "ae": ("aa", dict(jawOpen=.44, mouthStretch=.16, mouthSmile=.08, mouthLowerDown=.18, mouthUpperUp=.12)),
    "aa": ("aa", dict(jawOpen=.5, mouthLowerDown=.1, mouthUpperUp=.08)),
    "ah": ("aa", dict(jawOpen=.3, mouthLowerDown=.1, mouthUpperUp=.06)),
    "ao": ("oh", dict(jawOpen=.44, mouthFunnel=.28, mouthPucker=.12)),
    "oh": ("oh", dict(jawOpen=.26, mouthFunnel=.34, mouthPucker=.5)),
    "uh": ("ou", dict(jawOpen=.18, mouthFunnel=.22, mouthPucker=.3)),
    "uw": ("ou", dict(jawOpen=.09, mouthPucker=.72, mouthFunnel=.28)),
    "er": ("RR", dict(jawOpen=.2, mouthFunnel=.18, mouthPucker=.18)),
    "ue": ("ou", dict(jawOpen=.1, mouthPucker=.6, mouthFunnel=.2, mouthStretch=.02)),
}
CLASS_NAMES = list(CLASSES)
CLASS_INDEX = {name: k for k, name in enumerate(CLASS_NAMES)}
CLASS_VISEME = np.array([VISEMES.index(CLASSES[name][0]) for name in CLASS_NAMES])
TARGETS = np.zeros((len(CLASS_NAMES), len(COEFFICIENTS)))
for _k, _name in enumerate(CLASS_NAMES):
    for _coefficient, _value in CLASSES[_name][1].items():
        TARGETS[_k, INDEX[_coefficient]] = _value

ROUND = ["mouthFunnel", "mouthPucker"]
JAW = ["jawOpen", "jawForward"]
LIPS = [name for name in COEFFICIENTS if name not in ROUND + JAW]
VOWELS = {"iy", "ih", "eh", "ae", "aa", "ah", "ao", "oh", "uh", "uw", "er", "ue"}
ROUNDED = {"w", "uw", "oh", "ao", "uh", "sh", "r", "er", "ue"}
BILABIAL, LABIODENTAL = {"pb", "m"}, {"f"}

# Symbols of flite and festival (a dictionary of ARPAbet and the British set); a pair is a diphthong in two halves.
ARPABET = {
    "p": "pb", "b": "pb", "m": "m", "em": "m", "f": "f", "v": "f", "th": "th", "dh": "th", "t": "td", "d": "td",
    "dx": "td", "n": "n", "en": "n", "nx": "n", "l": "l", "el": "l", "s": "s", "z": "s", "sh": "sh", "zh": "sh",
    "ch": "sh", "jh": "sh", "k": "k", "g": "k", "ng": "k", "hh": "h", "hv": "h", "h": "h", "r": "r", "w": "w", "y": "y",
    "iy": "iy", "ih": "ih", "eh": "eh", "ey": ("eh", "iy"), "ae": "ae", "aa": "aa", "ay": ("aa", "ih"),
    "aw": ("aa", "uh"), "ah": "ah", "ax": "ah", "axr": "er", "ao": "ao", "oy": ("ao", "ih"), "ow": ("oh", "oh"),
    "uh": "uh", "uw": "uw", "er": "er", "pau": "sil", "sil": "sil", "h#": "sil", "brth": "sil", "ssil": "sil",
}

IPA_DIPHTHONGS = {
    "eɪ": ("eh", "iy"), "aɪ": ("aa", "ih"), "aʊ": ("aa", "uh"), "ɔɪ": ("ao", "ih"), "oʊ": ("oh", "oh"), "əʊ": ("ah", "oh"),
    "ɔø": ("ao", "ih"), "ɪə": ("ih", "ah"), "eə": ("eh", "ah"), "ʊə": ("uh", "ah"), "aɪə": ("aa", "ih"), "ɔʏ": ("ao", "ih"),
    "iə": ("ih", "ah"), "aɪɚ": ("aa", "er"), "ɛɪ": ("eh", "ih"), "œy": ("ae", "ue"),
}
IPA = {}
for _symbols, _name in [
    ("p b ɓ", "pb"), ("m ɱ", "m"), ("f v ʋ ɸ β", "f"), ("θ ð", "th"), ("t d ɾ ʈ ɖ", "td"), ("n ɲ ɳ ɴ", "n"), ("l ɭ ʎ ɫ", "l"),
    ("s z ts dz c ɟ tɕ dʑ", "s"), ("ʃ ʒ tʃ dʒ ɕ ʑ ʂ ʐ", "sh"), ("k g ɡ ŋ x ɣ q χ", "k"), ("h ɦ ʔ ç ħ", "h"), ("r ɹ ʀ ʁ ɻ", "r"),
    ("w ɥ ʍ", "w"), ("j ʝ", "y"), ("i iː", "iy"), ("ɪ ᵻ ɨ", "ih"), ("e ɛ ɛː eː", "eh"), ("æ a", "ae"), ("ɑ ɑː aː ɒ", "aa"),
    ("ʌ ɐ ə ɤ", "ah"), ("ɔ ɔː", "ao"), ("o oː", "oh"), ("ʊ ɵ", "uh"), ("u uː ʉ ɯ", "uw"), ("ɜ ɜː ɚ əl", "er"), ("y ø œ yː øː ʏ", "ue"),
]:
    for _symbol in _symbols.split():
        IPA[_symbol] = _name


def classes_of_ipa(symbol):
    """Classes of one espeak-ng phoneme: one, or two for a diphthong; None for a symbol without a mouth."""
    plain = symbol.translate({ord(mark): None for mark in "ˈˌ̩̃ʲʰ̪̥͡"})
    for candidate in (plain, plain.replace("ː", "")):
        if candidate in IPA_DIPHTHONGS:
            return IPA_DIPHTHONGS[candidate]
        if candidate in IPA:
            return (IPA[candidate],)
    return (IPA[plain[0]],) if plain and plain[0] in IPA else None


def split_classes(classes, start_s, end_s):
    """Timed segments (class index, start, end) of a phone that may be a diphthong."""
    if isinstance(classes, str):
        classes = (classes,)
    cuts = np.linspace(start_s, end_s, len(classes) + 1)
    return [(CLASS_INDEX[name], cuts[k], cuts[k + 1]) for k, name in enumerate(classes)]


def _dominance(name, group, duration_s):
    """alpha, reach before and after in seconds."""
    if group == "jaw":
        tau = (.055, .055)
        alpha = 1.0 if name in VOWELS or name in BILABIAL or name in LABIODENTAL else .7
        if name in ("s", "sh"):
            alpha = 1.2
        if name == "h":
            alpha = .15
    elif group == "round":
        tau = (.09, .06)
        alpha = 2.0 if name in ("w", "uw", "oh", "ue") else 1.0 if name in ROUNDED else .6 if name in VOWELS or name in ("s", "y") else .25
        if name in BILABIAL or name in LABIODENTAL:
            alpha = .3
    else:
        tau = (.022, .022) if name in BILABIAL or name in LABIODENTAL else (.035, .035)
        alpha = 1.6 if name in BILABIAL or name in LABIODENTAL else .35 if name in ("h", "k", "n", "td", "l") else .8
    if name == "sil":
        alpha = min(1.2, .25 + 4 * duration_s)
    return alpha, tau


def _smooth(track, sigma_s):
    reach = int(np.ceil(3 * sigma_s * RATE_HZ))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (sigma_s * RATE_HZ)) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(track, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, k], kernel, mode="valid") for k in range(track.shape[1])], 1)


def _presence(times, segments, names, ramp_s):
    """1 inside the middle of the named segments, falling to 0 over a ramp."""
    presence = np.zeros(len(times))
    for index, start, end in segments:
        if CLASS_NAMES[index] in names:
            inset = min(.15 * (end - start), .015)
            distance = np.maximum(np.maximum(start + inset - times, times - end + inset), 0)
            presence = np.maximum(presence, np.clip(1 - distance / ramp_s, 0, 1))
    return presence


def articulate(segments, duration_s):
    """Coefficients [frames, 16] and class indices [frames] at 100 Hz; frame k is the moment k / 100 s.

    segments: (class index, start s, end s) in order.
    """
    segments = [(int(index), start, end) for index, start, end in segments]
    times = np.arange(int(np.ceil(duration_s * RATE_HZ)) + 1) / RATE_HZ
    coefficients = np.zeros((len(times), len(COEFFICIENTS)))
    for group, members in (("jaw", JAW), ("round", ROUND), ("lips", LIPS)):
        columns = [INDEX[name] for name in members]
        pull = np.full(len(times), 1e-6)
        weighted = np.zeros((len(times), len(columns)))
        for index, start, end in segments:
            alpha, (before, after) = _dominance(CLASS_NAMES[index], group, end - start)
            inset = min(.25 * (end - start), .04)
            first, last = start + inset, end - inset
            reach = 8 * max(before, after)
            low, high = np.searchsorted(times, [first - reach, last + reach])
            near = times[low:high]
            weight = alpha * np.exp(-np.maximum(first - near, 0) / before - np.maximum(near - last, 0) / after)
            pull[low:high] += weight
            weighted[low:high] += weight[:, None] * TARGETS[index, columns]
        coefficients[:, columns] = weighted / pull[:, None]

    closing = _presence(times, segments, BILABIAL, .025)
    gap = coefficients @ GAP_MM
    excess = np.maximum(gap + .6, 0) * closing
    coefficients[:, INDEX["mouthClose"]] += excess / -GAP_MM[INDEX["mouthClose"]]
    lifting = _presence(times, segments, LABIODENTAL, .025)
    shortfall = np.maximum(-1.2 - coefficients @ LOWER_LIP_MM, 0) * lifting
    coefficients[:, INDEX["mouthClose"]] += shortfall / LOWER_LIP_MM[INDEX["mouthClose"]]

    classes = np.zeros(len(times), dtype=np.int64)
    for index, start, end in segments:
        classes[(times >= start) & (times < end)] = index
    return np.clip(_smooth(coefficients, .010), 0, 1), classes


def table():
    """What electron/animation/metric reads: classes, visemes and symbols, so that both articulate alike."""
    representatives = dict(zip(VISEMES, "sil pb f th td k sh s n r aa eh ih oh uw".split()))
    listed = lambda names: sorted(names)
    return {
        "coefficients": COEFFICIENTS,
        "classes": {name: coefficients for name, (_, coefficients) in CLASSES.items()},
        "visemes": representatives,
        "arpabet": {symbol: [classes] if isinstance(classes, str) else list(classes) for symbol, classes in ARPABET.items()},
        "groups": {"jaw": JAW, "round": ROUND, "lips": LIPS},
        "vowels": listed(VOWELS), "rounded": listed(ROUNDED), "bilabial": listed(BILABIAL), "labiodental": listed(LABIODENTAL),
    }


if __name__ == "__main__":
    Path(__file__).with_name("articulation.json").write_text(json.dumps(table(), indent=1) + "\n")
