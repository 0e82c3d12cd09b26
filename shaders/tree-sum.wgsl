// Folds partial sums: out[e,j] = Σ_p partials[e,p,j] as a pairwise tree, level by level, an odd
// last one passing through. Two tensors with equally many parts at a time, of which the second may
// be empty.
//
// Operands: 0 partials [E, parts, LENGTH0], 1 out [E, LENGTH0], 2 and 3 the same with LENGTH1.

const COUNT: u32 = {{COUNT}};
const PARTS: u32 = {{PARTS}};
const LENGTH0: u32 = {{LENGTH0}};
const LENGTH1: u32 = {{LENGTH1}};

fn fold0(source: u32) -> f32 {
  const step = LENGTH0;
  return {{FOLD0}};
}

fn fold1(source: u32) -> f32 {
  const step = LENGTH1;
  return {{FOLD1}};
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
  let seed = id / (LENGTH0 + LENGTH1);
  let j = id % (LENGTH0 + LENGTH1);
  if (j < LENGTH0) {
    out1[at(1u) + seed * LENGTH0 + j] = fold0(at(0u) + seed * PARTS * LENGTH0 + j);
  } else {
    let rest = j - LENGTH0;
    {{STORE1}}
  }
}
