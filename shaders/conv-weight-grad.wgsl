// The adjoint of a convolution with respect to its weights and its bias, as partial sums.
//
//   dw[e,p,o,i,t] = Σ_{b, (n,m) joined by t, in part p} g[e,b,o,n] · x[e,b,i,m]
//   db[e,p,o]     = Σ_{(b,n) in part p} g[e,b,o,n]
//
// One side of the convolution, of S points, is gone through; of the other, of X points, each tap
// reads at most one for each point: src/backends/webgpu/kernels/conv-reads.ts writes which. A part
// is SPAN points in a row, those of all samples being numbered through. A workgroup sums one part
// for OUTPUT_TILE × INPUT_TILE channels, one lane per input channel, and TAP_TILE taps along the
// last axis of one tap of the other axes. Each invocation sums every 64th point; then the sums of
// all invocations are added up in workgroup memory, ROUND values at a time. Tiles that would stick
// out reach back to be full, and store only what is theirs.
//
// Operands: 0 x [E, BATCH, INPUTS, …], 1 g [E, BATCH, OUTPUTS, …], 2 dw [E, PARTS, OUTPUTS, INPUTS,
// …k], 3 db [E, PARTS, OUTPUTS], 4 and 5 partial sums like 2 and 3 to which these are added, if
// there are any, 6 the table of what is read, if there is one.

alias Inputs = {{INPUTS_TYPE}};

const GROUPS: u32 = {{GROUPS}};
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
const INPUT_POINTS: u32 = {{INPUT_POINTS}};
const OUTPUT_POINTS: u32 = {{OUTPUT_POINTS}};
const K0: u32 = {{K0}};
const K1: u32 = {{K1}};
const K2: u32 = {{K2}};
const TAPS: u32 = K0 * K1 * K2;
const SPAN: u32 = {{SPAN}};
/// Points of the output in a part, where the input is gone through.
const BIAS_SPAN: u32 = {{BIAS_SPAN}};
const PARTS: u32 = {{PARTS}};
const INPUT_TILE: u32 = {{INPUT_TILE}};
const INPUT_TILES: u32 = (INPUTS + INPUT_TILE - 1) / INPUT_TILE;
const OUTPUT_TILE: u32 = {{OUTPUT_TILE}};
const OUTPUT_TILES: u32 = (OUTPUTS + OUTPUT_TILE - 1) / OUTPUT_TILE;
const TAP_TILE: u32 = {{TAP_TILE}};
const TAP_TILES: u32 = (K2 + TAP_TILE - 1) / TAP_TILE;
const WEIGHTS: u32 = OUTPUT_TILE * TAP_TILE * INPUT_TILE;
const VALUES: u32 = {{VALUES}};
const ROUND: u32 = 16;
// One more than there are invocations, so that rows begin in different banks.
const ROW: u32 = 65;

var<workgroup> terms: array<f32, ROUND * ROW>;
var<workgroup> quarters: array<f32, 64>;

/// What a workgroup works on: its part of its seed, the first of its channels and taps, and how many of
/// each belong to the tile before.
struct Work {
  part: u32,
  output: u32,
  input: u32,
  tap: u32,
  foreign: vec3<u32>,
  bias: bool,
}

/// The same point of every input channel of the tile.
fn load(source: u32) -> Inputs {
  return {{LOAD}};
}

/// A place below 2 · `space` in the period.
fn wrap(place: u32, space: u32) -> u32 {
  return select(place, place - space, place >= space);
}

/// A quarter of a row of terms: row `lane` / 4.
fn quarter(lane: u32) -> f32 {
  let first = lane / 4u * ROW + lane % 4u * 16u;
  var sum = 0.0;
  for (var i = 0u; i < 16u; i++) {
    sum += terms[first + i];
  }
  return sum;
}

/// The sum of row `row`, from its quarters.
fn whole(row: u32) -> f32 {
  let q = 4u * row;
  return (quarters[q] + quarters[q + 1u]) + (quarters[q + 2u] + quarters[q + 3u]);
}

/// Stores value number `value`: weights by output, tap and input, then biases.
fn store(work: Work, value: u32, sum: f32) {
  if (value < WEIGHTS) {
    let tile = vec3<u32>(
      value / (TAP_TILE * INPUT_TILE),
      value / INPUT_TILE % TAP_TILE,
      value % INPUT_TILE,
    );
    if (any(tile < work.foreign)) {
      return;
    }
    let row = (work.part * OUTPUTS + work.output + tile.x) * INPUTS + work.input + tile.z;
    let place = row * TAPS + work.tap + tile.y;
    out2[at(2u) + place] = {{WEIGHT}};
  } else if (value < VALUES && work.bias && value - WEIGHTS >= work.foreign.x) {
    let place = work.part * OUTPUTS + work.output + value - WEIGHTS;
    {{BIAS}}
  }
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = wg.y * n.x + wg.x;
  if (group >= GROUPS) {
    return;
  }
  let inputTile = group % INPUT_TILES;
  let outputTile = group / INPUT_TILES % OUTPUT_TILES;
  let tapTile = group / (INPUT_TILES * OUTPUT_TILES) % (K0 * K1 * TAP_TILES);
  let part = group / (INPUT_TILES * OUTPUT_TILES * K0 * K1 * TAP_TILES);
  let input = min(inputTile * INPUT_TILE, INPUTS - INPUT_TILE);
  let output = min(outputTile * OUTPUT_TILE, OUTPUTS - OUTPUT_TILE);
  let t0 = tapTile / (K1 * TAP_TILES);
  let t1 = tapTile / TAP_TILES % K1;
  let t2 = min(tapTile % TAP_TILES * TAP_TILE, K2 - TAP_TILE);
  var work: Work;
  work.part = part;
  work.output = output;
  work.input = input;
  work.tap = (t0 * K1 + t1) * K2 + t2;
  work.foreign = vec3<u32>(
    outputTile * OUTPUT_TILE - output,
    tapTile % TAP_TILES * TAP_TILE - t2,
    inputTile * INPUT_TILE - input,
  );
  work.bias = inputTile == 0u && tapTile == 0u;

  let seed = part / PARTS;
  let allX = at(0u) + (seed * BATCH * INPUTS + input) * INPUT_POINTS;
  let allG = at(1u) + (seed * BATCH * OUTPUTS + output) * OUTPUT_POINTS;
  let end = min((part % PARTS + 1u) * SPAN, BATCH * POINTS);
  {{START}}
  for (var point = part % PARTS * SPAN + lane; point < end; point += 64u) {
    let sample = point / POINTS;
    let n0 = point / (S1 * S2) % S0;
    let n1 = point / S2 % S1;
    let n2 = point % S2;
    let x = allX + sample * INPUTS * INPUT_POINTS;
    let g = allG + sample * OUTPUTS * OUTPUT_POINTS;
    {{ACCUMULATE}}
  }
  {{BIASES}}
  {{FOLD}}
}
