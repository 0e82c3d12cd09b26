// A fully connected layer and its adjoint with respect to the input.
//
//   y[e,b,o] = finish(bias[e,o] + Σ_i w[e,o,i] · x[e,b,i])
//
// For the adjoint the weights are read with outputs and inputs exchanged. WIDTH invocations make
// one output of SAMPLES samples, one vector lane per sample: each adds up every WIDTH-th product,
// then a pairwise tree adds up what they have. The last group of samples reaches back to be full,
// and stores only what is its own.
//
// Operands: 0 x [E, BATCH, INPUTS], 1 w, 2 bias [E, OUTPUTS], then those of finish(), which is
// written by src/backends/webgpu/chain.ts.

alias Samples = {{SAMPLES_TYPE}};

const COUNT: u32 = {{COUNT}};
const BATCH: u32 = {{BATCH}};
const INPUTS: u32 = {{INPUTS}};
const OUTPUTS: u32 = {{OUTPUTS}};
const OUTPUT_STRIDE: u32 = {{OUTPUT_STRIDE}};
const INPUT_STRIDE: u32 = {{INPUT_STRIDE}};
const SAMPLES: u32 = {{SAMPLES}};
const SEEDS: u32 = {{SEEDS}};
const WIDTH: u32 = {{WIDTH}};
const GROUPS: u32 = (BATCH + SAMPLES - 1) / SAMPLES;

var<workgroup> part: array<Samples, 64>;

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
  let lane = local % WIDTH;
  let id = flatId(wg, n, local) / WIDTH;
  let output = id % OUTPUTS;
  let group = id / OUTPUTS % GROUPS;
  let seed = min(id / (OUTPUTS * GROUPS), SEEDS - 1u);
  let sample = min(group * SAMPLES, BATCH - SAMPLES);
  let x = at(0u) + (seed * BATCH + sample) * INPUTS;
  let w = at(1u) + seed * INPUTS * OUTPUTS + output * OUTPUT_STRIDE;
  var sum = Samples();
  for (var i = lane; i < INPUTS; i += WIDTH) {
    sum += mem1[w + i * INPUT_STRIDE] * load(x + i);
  }
{{TREE}}
  if (lane > 0u || id >= COUNT) {
    return;
  }
  let y = sum + Samples({{BIAS}});
  let place = (seed * BATCH + sample) * OUTPUTS + output;
  let mine = group * SAMPLES - sample;
  prepare();
  {{STORE}}
}
