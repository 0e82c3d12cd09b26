"""A network of PyTorch as APEBench's tests see it: trained on scraped data, rolled out, written.

    npx apebench scrape --scenario diff_adv --out data
    python3 torch_rollout.py data/1d_diff_adv rollout.npy
    npx apebench eval --scenario diff_adv --rollout rollout.npy

PyTorch has APEBench's layout: [samples, channels, ...space], so nothing is moved.
"""

import sys

import numpy as np
import torch

data, out = sys.argv[1], sys.argv[2]
num_updates = int(sys.argv[3]) if len(sys.argv) > 3 else 1000

train = torch.from_numpy(np.load(f"{data}_train.npy"))  # [samples, steps + 1, channels, ...space]
test = torch.from_numpy(np.load(f"{data}_test.npy"))
channels, dims = train.shape[2], train.dim() - 3

torch.manual_seed(0)
Conv = (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)[dims - 1]
widths = [channels, 16, 16, 16, channels]
layers = []
for i in range(len(widths) - 1):
    layers += [Conv(widths[i], widths[i + 1], 3, padding=1, padding_mode="circular")]
    layers += [torch.nn.ReLU()]
model = torch.nn.Sequential(*layers[:-1])

# Every pair of states that follow each other.
before, after = train[:, :-1].flatten(0, 1), train[:, 1:].flatten(0, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for _ in range(num_updates):
    batch = torch.randint(len(before), (20,))
    optimizer.zero_grad()
    torch.mean((model(before[batch]) - after[batch]) ** 2).backward()
    optimizer.step()

states, u = [], test[:, 0]
with torch.no_grad():
    for _ in range(test.shape[1] - 1):
        u = model(u)
        states.append(u)
# [samples, steps, channels, ...space], without the initial states.
np.save(out, torch.stack(states, 1).numpy())
