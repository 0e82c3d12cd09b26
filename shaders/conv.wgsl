// Correlation with bias, and its adjoint with respect to the input, in one to three dimensions.
//
//   y[e,b,o,n] = finish(bias[e,o] + Σ_{(t,m) read by n} Σ_i w[e,o,i,t] · x[e,b,i,m])
//
// y has S points and x has X along the axes; what n reads along an axis, H points at most, read0,
// read1 and read2 say, which are written by src/backends/webgpu/kernels/conv-reads.ts. The adjoint
// reads the weights with outputs and inputs exchanged.
//
// An invocation makes one point of CHANNELS output channels of SAMPLES samples, one lane per
// sample. The last tile and the last group reach back to be full, and store only what is theirs.
// The invocations of a workgroup have their seed and their tile of channels in common, and its
// weights in workgroup memory, those of CHUNK inputs at a time, four channels to a vector.
//
// Operands: 0 x [E, BATCH, INPUTS, …], 1 w, 2 bias, 3 the roots of unity where the chain adds an
// inverse transform, 4 the table of what is read, if there is one, then those of finish(), which is
// written by src/backends/webgpu/chain.ts.
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
const X0: u32 = {{X0}};
const X1: u32 = {{X1}};
const X2: u32 = {{X2}};
const X_POINTS: u32 = X0 * X1 * X2;
const K0: u32 = {{K0}};
const K1: u32 = {{K1}};
const K2: u32 = {{K2}};
const H0: u32 = {{H0}};
const H1: u32 = {{H1}};
const H2: u32 = {{H2}};
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
const X_SAMPLE: u32 = INPUTS * X_POINTS;
const Y_SAMPLE: u32 = OUTPUTS * POINTS;

var<workgroup> weights: array<vec4<f32>, CHUNK * TAPS * VECTORS>;

{{READS}}

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
    for (var h0 = 0u; h0 < H0; h0++) {
      let r0 = read0(n0, h0);
      if (r0.x == K0) {
        break;
      }
      for (var h1 = 0u; h1 < H1; h1++) {
        let r1 = read1(n1, h1);
        if (r1.x == K1) {
          break;
        }
        let row = (r0.y * X1 + r1.y) * X2;
        for (var h2 = 0u; h2 < H2; h2++) {
          let r2 = read2(n2, h2);
          if (r2.x == K2) {
            break;
          }
          var source = x + first * X_POINTS + row + r2.y;
          var k = ((r0.x * K1 + r1.x) * K2 + r2.x) * VECTORS;
          for (var i = 0u; i < inputs; i++) {
            let v = load(source);
            {{ACCUMULATE}}
            source += X_POINTS;
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
