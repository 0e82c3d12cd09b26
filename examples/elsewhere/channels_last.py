"""A model whose states have channels last and time behind them, as APEBench's tests see it.

    npx apebench scrape --scenario diff_adv --out data
    python3 channels_last.py data/1d_diff_adv rollout.npy
    npx apebench eval --scenario diff_adv --rollout rollout.npy

TensorFlow, Keras and many repositories have [samples, ...space, channels], or time as a last axis.
The model here needs NumPy alone: the linear stencil that fits the train data best.
"""

import itertools
import sys

import numpy as np

data, out = sys.argv[1], sys.argv[2]
REACH = 4  # points to each side

# [samples, steps + 1, channels, ...space] to [samples, ...space, channels, steps + 1].
train, test = (
    np.moveaxis(np.load(f"{data}_{part}.npy"), [2, 1], [-2, -1]) for part in ("train", "test")
)
axes = tuple(range(1, train.ndim - 2))
channels = train.shape[-2]


def neighbours(u):
    """[samples, ...space, channels] to [samples, ...space, channels * neighbours], periodic."""
    offsets = itertools.product(range(-REACH, REACH + 1), repeat=len(axes))
    return np.concatenate([np.roll(u, offset, axes) for offset in offsets], -1)


before = np.concatenate([neighbours(train[..., t]) for t in range(train.shape[-1] - 1)])
after = np.concatenate([train[..., t] for t in range(1, train.shape[-1])])
a = before.reshape(-1, before.shape[-1]).astype(np.float64)
b = after.reshape(-1, channels).astype(np.float64)
# What the data do not decide is kept small.
square = a.T @ a
weights = np.linalg.solve(square + 1e-7 * np.trace(square) * np.eye(len(square)), a.T @ b)

rollout, u = [], test[..., 0]
for _ in range(test.shape[-1] - 1):
    u = neighbours(u) @ weights.astype(np.float32)
    rollout.append(u)
# [samples, ...space, channels, steps], without the initial states.
rollout = np.stack(rollout, -1)
np.save(out, np.moveaxis(rollout, [-1, -2], [1, 2]))  # [samples, steps, channels, ...space]
