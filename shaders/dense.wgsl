// A fully connected layer and its adjoint with respect to the input.
//
//   y[e,b,o] = finish(bias[e,o] + Σ_i w[e,o,i] · x[e,b,i])
//
// For the adjoint the weights are read with outputs and inputs exchanged. An invocation makes one output of
// SAMPLES samples, one lane per sample; the last group reaches back to be full, and stores only what is its
// own.
//
// Operands: 0 x [E, BATCH, INPUTS], 1 w, 2 bias [E, OUTPUTS], then those of finish(), which is written by
// src/backends/webgpu/chain.ts.

alias Samples = {{SAMPLES_TYPE}};

const COUNT: u32 = {{COUNT}};
const BATCH: u32 = {{BATCH}};
const INPUTS: u32 = {{INPUTS}};
const OUTPUTS: u32 = {{OUTPUTS}};
const OUTPUT_STRIDE: u32 = {{OUTPUT_STRIDE}};
const INPUT_STRIDE: u32 = {{INPUT_STRIDE}};
const SAMPLES: u32 = {{SAMPLES}};
const GROUPS: u32 = (BATCH + SAMPLES - 1) / SAMPLES;

/// The same input of every sample of the group.
fn load(source: u32) -> Samples {
  return {{LOAD}};
}

{{FUNCTIONS}}

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
  let output = id % OUTPUTS;
  let group = id / OUTPUTS % GROUPS;
  let seed = id / (OUTPUTS * GROUPS);
  let sample = min(group * SAMPLES, BATCH - SAMPLES);
  var source = at(0u) + (seed * BATCH + sample) * INPUTS;
  var k = at(1u) + seed * INPUTS * OUTPUTS + output * OUTPUT_STRIDE;
  var y = Samples({{BIAS}});
  for (var i = 0u; i < INPUTS; i++) {
    y += mem[k] * load(source);
    source += 1u;
    k += INPUT_STRIDE;
  }
  prepare();
  let place = (seed * BATCH + sample) * OUTPUTS + output;
  let mine = group * SAMPLES - sample;
  {{STORE}}
}
