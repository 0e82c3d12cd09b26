// Adam (Kingma and Ba 2015, algorithm 1; optax.adam with eps_root = 0), for any number of tensors
// at once.
//
//   m' = β1·m + (1 - β1)·g,  v' = β2·v + (1 - β2)·g²,  p' = p - lr·(m'·c1) / (√(v'·c2) + ε)
//
// with c1 = 1/(1 - β1^t), c2 = 1/(1 - β2^t) from the table of per-step scalars. Moments too small
// to matter, |m'| < 1e-30 and v' < 1e-37, become 0 before they are used, as in the other backend.
// NaN stays NaN. A gradient is one tensor, or partial sums [E, parts, …] that are folded here as
// tree-sum does it.
//
// Operands: 0 lr, 1 c1, 2 c2; for tensor t, from 3 + 7 t on, p, g, m, v, p', m', v'. Results may
// stand where their sources are. Tensors of one kind, with equal shapes and parts, are neighbours.
// Where there are several, all are in one buffer.

const COUNT: u32 = {{COUNT}};
const B1: f32 = {{B1}};
const A1: f32 = {{A1}};
const B2: f32 = {{B2}};
const A2: f32 = {{A2}};
const EPS: f32 = {{EPS}};

{{FOLDS}}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let id = flatId(wg, n, local);
  if (id >= COUNT) {
    return;
  }
  var first = 0u;
  var j = 0u;
  var g = 0.0;
  {{FIND}}
  let p = mem3[at(first) + j];
  let m1 = B1 * mem5[at(first + 2u) + j] + A1 * g;
  let v1 = B2 * mem6[at(first + 3u) + j] + A2 * (g * g);
  let m = select(m1, 0.0, abs(m1) < 1e-30);
  let v = select(v1, 0.0, v1 < 1e-37);
  out8[at(first + 5u) + j] = m;
  out9[at(first + 6u) + j] = v;
  out7[at(first + 4u) + j] = p - mem0[at(0u)] * (m * mem1[at(1u)]) / (sqrt(v * mem2[at(2u)]) + EPS);
}
