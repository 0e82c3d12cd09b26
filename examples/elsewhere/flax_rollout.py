"""A network of Flax as APEBench's tests see it: trained on scraped data, rolled out, written.

    npx apebench scrape --scenario diff_adv --out data
    python3 flax_rollout.py data/1d_diff_adv rollout.npy
    npx apebench eval --scenario diff_adv --rollout rollout.npy

Flax has channels last: [samples, ...space, channels]. They are moved there, and back at the end.
"""

import sys

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax

data, out = sys.argv[1], sys.argv[2]
num_updates = int(sys.argv[3]) if len(sys.argv) > 3 else 1000

train = np.moveaxis(np.load(f"{data}_train.npy"), 2, -1)  # [samples, steps + 1, ...space, channels]
test = np.moveaxis(np.load(f"{data}_test.npy"), 2, -1)
channels, dims = train.shape[-1], train.ndim - 3


class Net(nn.Module):
    @nn.compact
    def __call__(self, u):
        for width in (16, 16, 16):
            u = nn.relu(nn.Conv(width, (3,) * dims, padding="CIRCULAR")(u))
        return nn.Conv(channels, (3,) * dims, padding="CIRCULAR")(u)


# Every pair of states that follow each other.
before = train[:, :-1].reshape(-1, *train.shape[2:])
after = train[:, 1:].reshape(-1, *train.shape[2:])
model = Net()
params = model.init(jax.random.PRNGKey(0), before[:1])
optimizer = optax.adam(3e-3)
state = optimizer.init(params)


@jax.jit
def update(params, state, u, target):
    gradient = jax.grad(lambda p: jnp.mean((model.apply(p, u) - target) ** 2))(params)
    change, state = optimizer.update(gradient, state)
    return optax.apply_updates(params, change), state


random = np.random.default_rng(0)
for _ in range(num_updates):
    batch = random.integers(len(before), size=20)
    params, state = update(params, state, before[batch], after[batch])

states, u = [], test[:, 0]
for _ in range(test.shape[1] - 1):
    u = model.apply(params, u)
    states.append(np.asarray(u))
# [samples, steps, channels, ...space], without the initial states.
np.save(out, np.moveaxis(np.stack(states, 1), -1, 2))
