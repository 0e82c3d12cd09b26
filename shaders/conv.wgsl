// Periodic "same" correlation with bias, and its adjoint with respect to the input, in one to three
// dimensions.
//
//   y[e,b,o,n] = finish(bias[e,o] + Σ_{t,i} w[e,o,i,t] · x[e,b,i,(n + FROM + t·STEP) mod SPACE])
//
// FROM and STEP, reduced to 0 … SPACE-1, are -before and dilation of the geometry; for the adjoint,
// whose weights are read with outputs and inputs exchanged, their negatives.
//
// An invocation makes one point of CHANNELS output channels of SAMPLES samples, one lane per
// sample. The last tile and the last group reach back to be full, and store only what is theirs.
// The invocations of a workgroup have their seed and their tile of channels in common, and its
// weights in workgroup memory, those of CHUNK inputs at a time, four channels to a vector.
//
// Operands: 0 x [E, BATCH, INPUTS, …], 1 w, 2 bias, 3 the roots of unity where the chain adds an
// inverse transform, then those of finish(), which is written by src/backends/webgpu/chain.ts.
// Extra operands of a chain are read before anything is stored.

alias Samples = {{SAMPLES_TYPE}};

const WORKGROUPS: u32 = {{WORKGROUPS}};
const BATCH: u32 = {{BATCH}};
const INPUTS: u32 = {{INPUTS}};
const OUTPUTS: u32 = {{OUTPUTS}};
const S0: u32 = {{S0}};
const S1: u32 = {{S1}};
const S2: u32 = {{S2}};
const POINTS: u32 = S0 * S1 * S2;
const K0: u32 = {{K0}};
const K1: u32 = {{K1}};
const K2: u32 = {{K2}};
const FROM0: u32 = {{FROM0}};
const FROM1: u32 = {{FROM1}};
const FROM2: u32 = {{FROM2}};
const STEP0: u32 = {{STEP0}};
const STEP1: u32 = {{STEP1}};
const STEP2: u32 = {{STEP2}};
const OUTPUT_STRIDE: u32 = {{OUTPUT_STRIDE}};
const INPUT_STRIDE: u32 = {{INPUT_STRIDE}};
const SAMPLES: u32 = {{SAMPLES}};
const GROUPS: u32 = (BATCH + SAMPLES - 1) / SAMPLES;
const CHANNELS: u32 = {{CHANNELS}};
const TILES: u32 = (OUTPUTS + CHANNELS - 1) / CHANNELS;
const PLACES: u32 = GROUPS * POINTS;
const CHUNKS: u32 = (PLACES + 63) / 64;
const TAPS: u32 = K0 * K1 * K2;
const CHUNK: u32 = {{CHUNK}};
const VECTORS: u32 = (CHANNELS + 3) / 4;
const X_SAMPLE: u32 = INPUTS * POINTS;
const Y_SAMPLE: u32 = OUTPUTS * POINTS;

var<workgroup> weights: array<vec4<f32>, CHUNK * TAPS * VECTORS>;

/// The same place of every sample of the group.
fn load(source: u32) -> Samples {
  return {{LOAD}};
}

{{FUNCTIONS}}

/// Stores the samples from number `mine` on.
fn store(place: u32, mine: u32, {{PARAMETERS}}) {
  {{STORE}}
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let workgroup = wg.y * n.x + wg.x;
  if (workgroup >= WORKGROUPS) {
    return;
  }
  let id = workgroup % CHUNKS * 64u + local;
  let tile = workgroup / CHUNKS % TILES;
  let seed = workgroup / (CHUNKS * TILES);
  let point = id % POINTS;
  let group = min(id / POINTS, GROUPS - 1u);
  let channel = min(tile * CHANNELS, OUTPUTS - CHANNELS);
  let sample = min(group * SAMPLES, BATCH - SAMPLES);
  let x = at(0u) + (seed * BATCH + sample) * X_SAMPLE;
  let w = at(1u) + seed * INPUTS * OUTPUTS * TAPS + channel * OUTPUT_STRIDE;
  let n0 = point / (S1 * S2);
  let n1 = point / S2 % S1;
  let n2 = point % S2;
  {{START}}
  for (var first = 0u; first < INPUTS; first += CHUNK) {
    let inputs = min(CHUNK, INPUTS - first);
    {{BETWEEN}}
    for (var j = local; j < inputs * TAPS; j += 64u) {
      let k = w + (first + j / TAPS) * INPUT_STRIDE + j % TAPS;
      {{FILL}}
    }
    workgroupBarrier();
    for (var t0 = 0u; t0 < K0; t0++) {
      let p0 = (n0 + FROM0 + t0 * STEP0) % S0 * S1;
      for (var t1 = 0u; t1 < K1; t1++) {
        let p1 = (p0 + (n1 + FROM1 + t1 * STEP1) % S1) * S2;
        for (var t2 = 0u; t2 < K2; t2++) {
          var source = x + first * POINTS + p1 + (n2 + FROM2 + t2 * STEP2) % S2;
          var k = ((t0 * K1 + t1) * K2 + t2) * VECTORS;
          for (var i = 0u; i < inputs; i++) {
            let v = load(source);
            {{ACCUMULATE}}
            source += POINTS;
            k += TAPS * VECTORS;
          }
        }
      }
    }
  }
  if (id >= PLACES) {
    return;
  }
  let place = ((seed * BATCH + sample) * OUTPUTS + channel) * POINTS + point;
  let first = tile * CHANNELS - channel;
  let mine = group * SAMPLES - sample;
  prepare();
  {{EXTRAS}}
  {{FINISH}}
}
