"""Writes the network as one ONNX file: pcm and state in, coefficients, visemes and state out.

    python3 export.py WEIGHTS.pt audio2face.onnx

pcm        float32 [320 n]       16 kHz, −1…1; n steps of 20 ms, n ≥ 1
carried    float32 [240]         zeros at first, then carried_next of the run before
history    float32 [60, 96]      likewise
→ coefficients float32 [n, 3, 16], visemes float32 [n, 3, 15], carried_next, history_next; the middle axis is the
look-ahead: 0, 40, 80 ms. Row k shows the moment (k + 1) · 20 ms − look-ahead, counted from the start of pcm.
"""
import argparse

import onnx
import torch
from torch import nn

from articulation import COEFFICIENTS, VISEMES
from model import CARRIED, CHANNELS, HISTORY, STEP, AudioToFace, Finish, LogMel, read_weights


class Streaming(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.mel, self.network, self.finish = LogMel(), AudioToFace(), Finish()
        self.network.load_state_dict(read_weights(weights))

    def forward(self, pcm, carried, history):
        joined = torch.cat([carried, pcm])
        outputs, history_next = self.network(self.mel(joined[None])[None], history[None])
        coefficients, visemes = self.finish(outputs[0])
        return coefficients, visemes, joined[-CARRIED:], history_next[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("out")
    arguments = parser.parse_args()
    torch.onnx.export(
        Streaming(arguments.weights).eval(), (torch.zeros(4 * STEP), torch.zeros(CARRIED), torch.zeros(HISTORY, CHANNELS)), arguments.out,
        opset_version=16, input_names=["pcm", "carried", "history"],
        output_names=["coefficients", "visemes", "carried_next", "history_next"],
        dynamic_axes={"pcm": {0: "samples"}, "coefficients": {0: "steps"}, "visemes": {0: "steps"}},
    )
    model = onnx.load(arguments.out)
    for key, value in (("coefficients", COEFFICIENTS), ("visemes", VISEMES)):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, ",".join(value)
    onnx.checker.check_model(model)
    onnx.save(model, arguments.out)


if __name__ == "__main__":
    main()
