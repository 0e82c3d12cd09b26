// The adjoint of a fully connected layer with respect to its weights and its bias.
//
//   dw[e,o,i] = Σ_b g[e,b,o] · x[e,b,i],  db[e,o] = Σ_b g[e,b,o]
//
// The batch is summed in chunks of CHUNK samples, the chunks as a pairwise tree. An invocation
// makes one element; where there is a bias, its gradient is that of one more input that is always
// 1.
//
// Operands: 0 x [E, BATCH, INPUTS], 1 g [E, BATCH, OUTPUTS], 2 dw [E, OUTPUTS, INPUTS], 3 db [E,
// OUTPUTS].

const COUNT: u32 = {{COUNT}};
const BATCH: u32 = {{BATCH}};
const INPUTS: u32 = {{INPUTS}};
const OUTPUTS: u32 = {{OUTPUTS}};
const COLUMNS: u32 = {{COLUMNS}};
const CHUNK: u32 = {{CHUNK}};

fn chunk(c: u32, x: u32, g: u32, isBias: bool) -> f32 {
  let end = min((c + 1u) * CHUNK, BATCH);
  var sum = 0.0;
  for (var b = c * CHUNK; b < end; b++) {
    sum += mem1[g + b * OUTPUTS] * select(mem0[x + b * INPUTS], 1.0, isBias);
  }
  return sum;
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
  let column = id % COLUMNS;
  let output = id / COLUMNS % OUTPUTS;
  let seed = id / (COLUMNS * OUTPUTS);
  let isBias = column == INPUTS;
  let x = at(0u) + seed * BATCH * INPUTS + select(column, 0u, isBias);
  let g = at(1u) + seed * BATCH * OUTPUTS + output;
  let row = seed * OUTPUTS + output;
  let sum = {{SUM}};
  {{STORE}}
}
