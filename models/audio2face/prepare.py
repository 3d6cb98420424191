"""Sentences → augmented streams of features and targets, ready to train on.

    python3 prepare.py OUT.npz SPEECH:3 HUMAN:12          (folder:copies, each copy with disturbances of its own)

Streams of about ten seconds from one voice at a time, with pauses, breaths and noise between the sentences.
"""
import argparse, os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Its idle threads spin.
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from scipy.signal import butter, fftconvolve, lfilter, resample_poly, sosfilt

from articulation import CLASS_VISEME, articulate
from model import CARRIED, RATE_HZ, STEP, LogMel

STREAM_S = 10.0


def coloured_noise(rng, count):
    """White to brown, with a slow swell."""
    white = rng.standard_normal(count)
    noise = lfilter([1], [1, -rng.uniform(0, .98)], white)
    swell = 1 + rng.uniform(0, .5) * np.sin(2 * np.pi * rng.uniform(.1, 1.5) * np.arange(count) / RATE_HZ + rng.uniform(0, 6))
    return noise * swell / (noise.std() + 1e-9)


def breath(rng):
    """In or out, from faint to as loud as soft speech."""
    count = int(rng.uniform(.15, .7) * RATE_HZ)
    band = butter(2, [rng.uniform(200, 1200), rng.uniform(2000, 7000)], "band", fs=RATE_HZ, output="sos")
    return sosfilt(band, rng.standard_normal(count)) * np.hanning(count) * 10 ** (rng.uniform(-38, -12) / 20)


def click(rng):
    """A key, a mouth that opens, a cup that is put down."""
    count = int(rng.uniform(.005, .06) * RATE_HZ)
    burst = rng.standard_normal(count) * np.exp(-np.arange(count) / (rng.uniform(.1, .4) * count))
    return lfilter([1], [1, -rng.uniform(-.5, .9)], burst) * 10 ** (rng.uniform(-38, -14) / 20)


def room_tone(pcm, count, rng):
    """Noise with the spectrum of a recording's quietest moments (the tenth of its 32 ms windows)."""
    size = RATE_HZ * 32 // 1000
    windows = np.lib.stride_tricks.sliding_window_view(pcm, size)[:: size // 4] if len(pcm) >= size else np.zeros((1, size))
    powers = np.abs(np.fft.rfft(windows * np.hanning(size))) ** 2
    quiet = powers[np.argsort(powers.sum(1))[: max(3, len(powers) // 10)]].mean(0) / (np.hanning(size) ** 2).sum()
    spectrum = np.fft.rfft(rng.standard_normal(count))
    shape = np.interp(np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, len(quiet)), np.sqrt(quiet))
    return np.fft.irfft(spectrum * shape, count)


def pause_of(before, rng):
    """Nobody speaks: digital silence, the room of the sentence before, a noise of its own; often with breaths and clicks."""
    seconds = rng.choice([.05, .2, .6, 1.2, 2.5], p=[.3, .25, .2, .15, .1]) * rng.uniform(.5, 1.5)
    count = int(seconds * RATE_HZ)
    kind = rng.random()
    pause = np.zeros(count)
    if kind < .4 and before is not None:
        pause = room_tone(before, count, rng)
    elif kind < .7:
        pause = coloured_noise(rng, count) * .1 * 10 ** (rng.uniform(-50, -12) / 20)
    for _ in range(rng.poisson(1.2 * seconds)):
        sound = breath(rng) if rng.random() < .6 else click(rng)
        if len(sound) < count:
            start = rng.integers(0, count - len(sound))
            pause[start:start + len(sound)] += sound
    return pause


def stream_of(sentences, rng):
    """Joins sentences with pauses; → float pcm, segments."""
    pieces, segments, at, before = [], [], 0.0, None
    for sentence in sentences:
        speed = rng.uniform(.8, 1.25)
        pcm = sentence["pcm"].astype(np.float64) / 32768
        pcm = resample_poly(pcm, 100, int(round(100 * speed)))
        stretch = len(pcm) / len(sentence["pcm"])
        pcm *= .1 / (pcm.std() + 1e-6)
        pause = pause_of(pcm if before is None else before, rng)
        before = pcm
        segments.append((0, at, at + len(pause) / RATE_HZ))
        at += len(pause) / RATE_HZ
        segments += [(index, at + start * stretch, at + end * stretch) for index, start, end in sentence["segments"]]
        pieces += [pause, pcm]
        at += len(pcm) / RATE_HZ
    return np.concatenate(pieces), segments


def augment(pcm, babble, rng):
    if rng.random() < .35:
        low, high = rng.uniform(60, 350), rng.uniform(3000, 7500)
        pcm = sosfilt(butter(2, [low, high], "band", fs=RATE_HZ, output="sos"), pcm)
    if rng.random() < .6:
        tilt = rng.uniform(-.5, .5)
        pcm = lfilter([1, tilt], [1], pcm)
    if rng.random() < .4:
        decay = rng.uniform(.03, .25)
        count = int(decay * 3 * RATE_HZ)
        response = rng.standard_normal(count) * np.exp(-np.arange(count) / (decay * RATE_HZ)) * rng.uniform(.01, .08)
        response[0] = 1
        pcm = fftconvolve(pcm, response)[: len(pcm)]
    level = np.sqrt(np.mean(pcm[np.abs(pcm) > .2 * np.abs(pcm).max()] ** 2)) + 1e-9
    if rng.random() < .85:
        noise = coloured_noise(rng, len(pcm))
        if rng.random() < .25:
            start = rng.integers(0, len(babble) - len(pcm))
            noise = babble[start:start + len(pcm)]
        snr_db = rng.uniform(3, 25) if rng.random() < .6 else rng.uniform(22, 50)
        pcm = pcm + noise * level * 10 ** (-snr_db / 20)
    pcm = pcm / level * 10 ** (rng.uniform(-36, -12) / 20)
    if rng.random() < .1:
        limit = np.percentile(np.abs(pcm), rng.uniform(97, 99.9)) + 1e-6
        pcm = np.clip(pcm, -limit, limit)
    return np.clip(pcm, -1, 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rng = np.random.default_rng(arguments.seed)
    # (voice, copies): sentences
    by_voice = defaultdict(list)
    for folder, copies in (argument.rsplit(":", 1) for argument in arguments.folders):
        for path in sorted(Path(folder).glob("train-*.npz")):
            sentence = dict(np.load(path))
            by_voice[str(sentence["voice"]), int(copies)].append(sentence)
    everything = [sentence for sentences in by_voice.values() for sentence in sentences]
    babble = np.zeros(60 * RATE_HZ)
    for _ in range(150):
        pcm = everything[rng.integers(len(everything))]["pcm"].astype(np.float64)
        start = rng.integers(0, len(babble))
        pcm = pcm[: len(babble) - start]
        babble[start:start + len(pcm)] += pcm / (pcm.std() + 1)
    babble /= babble.std()

    log_mel = LogMel()
    features, targets, visemes, starts = [], [], [], [0]
    for (_, copies), sentences in by_voice.items():
        for _ in range(copies):
            order = list(rng.permutation(len(sentences)))
            while order:
                group, length = [], 0.0
                while order and length < STREAM_S:
                    group.append(sentences[order.pop()])
                    length += len(group[-1]["pcm"]) / RATE_HZ + .6
                pcm, segments = stream_of(group, rng)
                if len(pcm) > 45 * RATE_HZ:
                    continue
                pcm = augment(pcm, babble, rng)
                steps = len(pcm) // STEP
                pcm = np.concatenate([np.zeros(CARRIED), pcm[: steps * STEP]])
                with torch.no_grad():
                    features.append(log_mel(torch.tensor(pcm[None], dtype=torch.float32)).numpy().astype(np.float16))
                coefficients, classes = articulate(segments, steps * STEP / RATE_HZ)
                targets.append(coefficients[0:2 * steps:2].astype(np.float16))
                visemes.append(CLASS_VISEME[classes[0:2 * steps:2]].astype(np.uint8))
                starts.append(starts[-1] + steps)
    np.savez(arguments.out, features=np.concatenate(features), targets=np.concatenate(targets), visemes=np.concatenate(visemes), starts=np.array(starts))
    print(f"{len(starts) - 1} streams, {starts[-1] / 50 / 3600:.2f} h")


if __name__ == "__main__":
    os.nice(19)
    main()
