"""Weights that apebench trained, in PyTorch: reads the file, builds the network, rolls it out.

    npx apebench run --scenario diff_adv --net "Conv;34;10;relu" --out results
    npx apebench scrape --scenario diff_adv --out data
    python3 torch_weights.py results/network_weights/NAME.safetensors data/1d_diff_adv_test.npy \\
        rollout.npy
    npx apebench eval --scenario diff_adv --rollout rollout.npy

For networks `Conv;HIDDEN;DEPTH;ACTIVATION` of one seed, in one, two and three dimensions. The file is
read by itself here; `safetensors.torch.load_file` gives the same tensors.
"""

import json
import sys

import numpy as np
import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "swish": F.silu,
    # The approximation by tanh.
    "gelu": lambda x: 0.5 * x * (1 + torch.tanh((2 / np.pi) ** 0.5 * (x + 0.044715 * x**3))),
    "identity": lambda x: x,
}


def read_safetensors(path):
    """The tensors by name, and what the file says of them."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        heading = json.loads(file.read(length))
        data = file.read()
    metadata = heading.pop("__metadata__", {})
    types = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
    tensors = {}
    for name, entry in heading.items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], types[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, metadata


def conv_net(tensors, activation):
    """A function from states [samples, channels, ...space] to the next ones."""
    depth = len(tensors) // 2 - 1

    def step(u):
        dims = u.dim() - 2
        conv = (F.conv1d, F.conv2d, F.conv3d)[dims - 1]
        for i in range(depth + 1):
            weight, bias = tensors[f"layers.{i}.weight"], tensors[f"layers.{i}.bias"]
            # Periodic: one point more on both sides of each axis. The bias is [channels, 1, ...].
            padded = F.pad(u, (1, 1) * dims, mode="circular")
            u = conv(padded, weight, bias.flatten())
            u = activation(u) if i < depth else u
        return u

    return step


def main():
    weights, initial, out = sys.argv[1:4]
    tensors, metadata = read_safetensors(weights)
    config = json.loads(metadata["config"])
    kind, _, _, activation = config["net"].split(";")
    if kind.lower() != "conv" or config.get("num_seeds", 1) != 1 or config["task"] != "predict":
        sys.exit(f"{weights} is of {config}; only Conv of one seed and of task predict is read here")
    step = conv_net(tensors, ACTIVATIONS[activation.lower()])
    # [samples, steps + 1, channels, ...space]
    test = torch.from_numpy(np.load(initial)).to(tensors["layers.0.weight"].dtype)
    states, u = [], test[:, 0]
    with torch.no_grad():
        for _ in range(test.shape[1] - 1):
            u = step(u)
            states.append(u)
    np.save(out, torch.stack(states, 1).numpy())


main()
