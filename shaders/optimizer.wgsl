// Adam (Kingma and Ba 2015, algorithm 1; optax.adam with eps_root = 0), one tensor of parameters.
//
//   m' = β1·m + (1 - β1)·g,  v' = β2·v + (1 - β2)·g²,  p' = p - lr·(m'·c1) / (√(v'·c2) + ε)
//
// with c1 = 1/(1 - β1^t), c2 = 1/(1 - β2^t) from the table of per-step scalars. Moments too small to
// matter, |m'| < 1e-30 and v' < 1e-37, become 0 before they are used, as in the other backend. NaN stays
// NaN. The gradient is one tensor, or partial sums that are folded here as tree-sum does it.
//
// Operands: 0 p, 1 g [E, parts, LENGTH], 2 m, 3 v, 4 p', 5 m', 6 v', 7 lr, 8 c1, 9 c2. Results may stand
// where their sources are.

const COUNT: u32 = {{COUNT}};
const LENGTH: u32 = {{LENGTH}};
const PARTS: u32 = {{PARTS}};
const B1: f32 = {{B1}};
const A1: f32 = {{A1}};
const B2: f32 = {{B2}};
const A2: f32 = {{A2}};
const EPS: f32 = {{EPS}};

fn fold(source: u32, step: u32) -> f32 {
  return {{FOLD}};
}

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
  let g = fold(at(1u) + id / LENGTH * LENGTH * PARTS + id % LENGTH, LENGTH);
  let p = mem[at(0u) + id];
  let m1 = B1 * mem[at(2u) + id] + A1 * g;
  let v1 = B2 * mem[at(3u) + id] + A2 * (g * g);
  let m = select(m1, 0.0, abs(m1) < 1e-30);
  let v = select(v1, 0.0, v1 < 1e-37);
  mem[at(5u) + id] = m;
  mem[at(6u) + id] = v;
  mem[at(4u) + id] = p - mem[at(7u)] * (m * mem[at(8u)]) / (sqrt(v * mem[at(9u)]) + EPS);
}
