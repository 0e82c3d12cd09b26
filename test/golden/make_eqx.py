"""Writes fixtures/eqx: files as `equinox.tree_serialise_leaves` writes steppers of the original.

    python3 test/golden/make_eqx.py

Made without Equinox, from its rules and from the fields that the sources declare:

- equinox: a Module is a pytree of its dataclass fields in the order of their declaration, base
  classes first, without those that are static. `tree_serialise_leaves` goes through the leaves depth
  first and writes each array and each Python bool, int, float or complex by `np.save`; functions
  and texts leave nothing, None is no leaf. `nn.Conv`, `nn.Linear` and `nn.GroupNorm` hold weight
  and bias, all else is static; `nn.MLP` holds layers and two activations; `nn.Identity` nothing.
- pdequinox 0.1.2: the modules below, with the field lists that stand there.
- apebench 0.1.1: `CorrectedStepper(coarse_stepper, network, mode)`; arrays have a leading axis of
  seeds (`filter_vmap`), but for one seed, whose axis is removed.
- exponax 0.1.0: `BaseStepper`, `Advection`, `ETDRK0`.

The value of number k of array j, as they stand in the file of a network, is j + k / 4096.
"""

import json
import os

import numpy as np


def relu(x):
    return np.maximum(x, 0)


class Module:
    """The fields of a module that are not static, in order."""

    def __init__(self, **fields):
        self.fields = fields


def array(*shape):
    return np.zeros(shape, np.float32)


def conv(dims, ins, outs, k=3, bias=True):
    return Module(
        weight=array(outs, ins, *(k,) * dims), bias=array(outs, *(1,) * dims) if bias else None
    )


def norm(channels):
    return Module(weight=array(channels), bias=array(channels))


IDENTITY = Module()


def double_conv_block(dims, ins, outs):
    return Module(
        conv_1=conv(dims, ins, outs), norm_1=norm(outs),
        conv_2=conv(dims, outs, outs), norm_2=norm(outs), activation=relu,
    )  # fmt: skip


def classic_res_block(dims, ins, outs):
    assert ins == outs
    return Module(
        conv_1=conv(dims, ins, outs), norm_1=IDENTITY,
        conv_2=conv(dims, outs, outs), norm_2=IDENTITY,
        bypass_conv=IDENTITY, bypass_norm=IDENTITY, activation=relu,
    )  # fmt: skip


def modern_res_block(dims, ins, outs):
    same = ins == outs
    return Module(
        conv_1=conv(dims, ins, outs), norm_1=norm(ins),
        conv_2=conv(dims, outs, outs), norm_2=norm(outs),
        bypass_conv=IDENTITY if same else conv(dims, ins, outs, 1, bias=False),
        bypass_norm=IDENTITY if same else norm(ins), activation=relu,
    )  # fmt: skip


def dilated_res_block(rates):
    return lambda dims, ins, outs: Module(
        norm_layers=tuple(norm(ins) for _ in rates),
        conv_layers=tuple(conv(dims, ins, outs) for _ in rates),
        activation=relu, bypass_conv=IDENTITY, bypass_norm=IDENTITY,
    )  # fmt: skip


def spectral_block(modes):
    def make(dims, ins, outs):
        shape = (2 ** (dims - 1), ins, outs, *(modes,) * dims)
        spectral = Module(
            num_spatial_dims=dims, num_modes=(modes,) * dims,
            weights_real=array(*shape), weights_imag=array(*shape),
        )  # fmt: skip
        return Module(
            spectral_conv=spectral, by_pass_conv=conv(dims, ins, outs, 1), activation=relu
        )

    return make


def sequential(dims, channels, hidden, blocks, factory):
    return Module(
        lifting=conv(dims, channels, hidden, 1),
        blocks=[factory(dims, hidden, hidden) for _ in range(blocks)],
        projection=conv(dims, hidden, channels, 1),
    )


def hierarchical(dims, channels, hidden, levels, blocks, factory):
    multipliers = tuple(2**i for i in range(1, levels + 1))
    widths = [hidden, *(hidden * m for m in multipliers)]
    steps = list(zip(widths[:-1], widths[1:]))

    def arc(ins, outs):
        return [factory(dims, ins if i == 0 else outs, outs) for i in range(blocks)]

    return Module(
        lifting=factory(dims, channels, hidden),
        down_sampling_blocks=[conv(dims, fine, fine) for fine, _ in steps],
        left_arc_blocks=[arc(fine, coarse) for fine, coarse in steps],
        up_sampling_blocks=[conv(dims, coarse, coarse // 2) for _, coarse in steps],
        right_arc_blocks=[arc(coarse // 2 + fine, fine) for fine, coarse in steps],
        projection=conv(dims, hidden, channels, 1),
        reduction_factor=2, num_levels=levels, num_blocks=blocks, channel_multipliers=multipliers,
    )  # fmt: skip


def conv_net(dims, channels, hidden, depth):
    widths = [channels, *(hidden,) * depth, channels]
    layers = tuple(conv(dims, ins, outs) for ins, outs in zip(widths[:-1], widths[1:]))
    return Module(layers=layers, activation=relu, final_activation=relu)


def mlp(dims, channels, points, width, depth):
    shape = (channels, *(points,) * dims)
    sizes = [int(np.prod(shape)), *(width,) * depth, int(np.prod(shape))]
    layers = tuple(
        Module(weight=array(outs, ins), bias=array(outs))
        for ins, outs in zip(sizes[:-1], sizes[1:])
    )
    return Module(
        num_spatial_dims=dims, num_points=points, in_channels=channels, out_channels=channels,
        flat_mlp=Module(layers=layers, activation=relu, final_activation=relu),
        _in_shape=shape, _out_shape=shape,
    )  # fmt: skip


def networks(dims, channels, points):
    return {
        "Conv;3;2;relu": conv_net(dims, channels, 3, 2),
        "Res;3;2;relu": sequential(dims, channels, 3, 2, classic_res_block),
        "UNet;2;2;relu": hierarchical(dims, channels, 2, 2, 1, double_conv_block),
        "Dil;1;2;2;relu": sequential(dims, channels, 2, 2, dilated_res_block([1, 2, 1])),
        "FNO;2;3;2;relu": sequential(dims, channels, 3, 2, spectral_block(2)),
        "MLP;3;1;relu": mlp(dims, channels, points, 3, 1),
        "Pure;3;identity": conv(dims, channels, channels, 3, bias=False),
        "MoRes;3;1;relu": sequential(dims, channels, 3, 1, modern_res_block),
        "MoUNet;2;1;relu": hierarchical(dims, channels, 2, 1, 2, modern_res_block),
    }


def advection(dims, channels, points):
    """exponax.stepper.Advection, with zeros for its coefficients."""
    modes = (points,) * (dims - 1) + (points // 2 + 1,)
    integrator = Module(dt=1.0, _exp_term=np.zeros((1, *modes), np.complex64))
    return Module(
        num_spatial_dims=dims, domain_extent=1.0, num_points=points, num_channels=channels,
        dt=1.0, dx=1.0 / points, _integrator=integrator, velocity=array(dims),
    )  # fmt: skip


def leaves(tree, path=""):
    if tree is None:
        return
    if isinstance(tree, Module):
        for name, field in tree.fields.items():
            yield from leaves(field, f"{path}.{name}" if path else name)
    elif isinstance(tree, (list, tuple)):
        for i, item in enumerate(tree):
            yield from leaves(item, f"{path}.{i}")
    else:
        yield path, tree


def write(file, stepper, network, num_seeds):
    """Returns the paths of the network's arrays in their order."""
    seeds = () if num_seeds == 1 else (num_seeds,)
    arrays = [id(leaf) for _, leaf in leaves(network) if isinstance(leaf, np.ndarray)]
    for _, leaf in leaves(stepper):
        if isinstance(leaf, np.ndarray):
            value = np.broadcast_to(leaf, seeds + leaf.shape).copy()
            if id(leaf) in arrays:
                count = np.arange(value.size, dtype=np.float32).reshape(value.shape)
                value += arrays.index(id(leaf)) + count / 4096
            np.save(file, value)
        elif isinstance(leaf, (bool, int, float, complex)):
            np.save(file, leaf)
    return [path for path, leaf in leaves(network) if isinstance(leaf, np.ndarray)]


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "eqx")
    os.makedirs(folder, exist_ok=True)
    index = []
    for dims, points in ((1, 8), (2, 4), (3, 4)):
        made = networks(dims, 1, points)
        for config, network in made.items():
            # Several seeds and a correction in one dimension only: they are alike in all.
            kinds = [("predict", 1)]
            if dims == 1:
                kinds += [("predict", 2), ("correct;sequential", 1), ("correct;parallel", 2)]
            for task, num_seeds in kinds:
                corrected = Module(
                    coarse_stepper=advection(dims, 1, points), network=network, mode="sequential"
                )
                stepper = network if task == "predict" else corrected
                name = f"{dims}d_{task}_{config}_{num_seeds}.eqx".replace(";", "-")
                with open(os.path.join(folder, name), "wb") as file:
                    paths = write(file, stepper, network, num_seeds)
                shape = {"dims": dims, "points": points, "channels": 1}
                index.append(
                    {"file": name, "task": task, "net": config, "num_seeds": num_seeds, **shape}
                    | {"paths": paths}
                )
    with open(os.path.join(folder, "index.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(one) for one in index) + "\n]\n")


main()
