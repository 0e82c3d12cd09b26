// One axis of N = P·Q points of a Fourier transform in two sums instead of one: with input j = Q·a
// + b,
//   y_o = f_o · Σ_b w(b·o) Σ_a x_(Qa+b) w(Q·a·o),
// where the inner sum depends on o mod P alone. A workgroup transforms TILE neighbouring lines;
// what the inner sums give lies in workgroup memory. Operands as in spectral.wgsl.

const N = {{N}}u;
const P = {{P}}u;
const Q = {{Q}}u;
const BEFORE = {{BEFORE}}u;
const INPUTS = {{INPUTS}}u;
const OUTPUTS = {{OUTPUTS}}u;
const AFTER = {{AFTER}}u;
const TILE = {{TILE}}u;
const TILES = (AFTER + TILE - 1u) / TILE;
const GROUPS = {{GROUPS}}u;
// From the real to the imaginary part.
const PLANE = BEFORE * INPUTS * AFTER;
const OUTPUT_PLANE = BEFORE * OUTPUTS * AFTER;

var<private> roots: u32;
var<workgroup> inner: array<vec2<f32>, {{SIZE}}>;

// One term of an inner sum: the input at `source` times the root of the given phase.
fn term(source: u32, phase: u32) -> vec2<f32> {
  let c = mem1[roots + 2u * phase];
  let s = mem1[roots + 2u * phase + 1u];
  {{TERM}}
}

// Σ over `count` inputs from `source` on, Q apart, the first with the root of the phase `start`,
// each next one `step` further.
fn terms(source: u32, count: u32, start: u32, step: u32) -> vec2<f32> {
  var total = vec2<f32>();
  var phase = start;
  var input = source;
  for (var done = 0u; done < count; done++) {
    total += term(input, phase);
    input += Q * AFTER;
    phase += step;
    if (phase >= N) { phase -= N; }
  }
  return total;
}

// How many of the inputs b, Q + b, 2Q + b, … lie below `limit`.
fn reach(limit: u32, b: u32) -> u32 {
  return (max(limit, b) - b + Q - 1u) / Q;
}

// The outer sum of line `t` for the outputs that turn by `step` from one input to the next.
fn outer(t: u32, step: u32) -> vec2<f32> {
  var total = vec2<f32>();
  var phase = 0u;
  let first = step % P * Q;
  for (var b = 0u; b < Q; b++) {
    let x = inner[(first + b) * TILE + t];
    let c = mem1[roots + 2u * phase];
    let s = mem1[roots + 2u * phase + 1u];
    total += {{TURNED}};
    phase += step;
    if (phase >= N) { phase -= N; }
  }
  return total;
}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let group = wg.y * n.x + wg.x;
  if (group >= GROUPS) { return; }
  roots = at(1u);
  let tile = group % TILES * TILE;
  let before = (group / TILES) % BEFORE;
  let line = group / (TILES * BEFORE);
  let width = min(TILE, AFTER - tile);
  let start = at(0u) + (line * {{INPUT_PLANES}}u * BEFORE + before) * INPUTS * AFTER + tile;
  let place = at(2u) + (line * {{OUTPUT_PLANES}}u * BEFORE + before) * OUTPUTS * AFTER + tile;
  for (var j = i; j < N * TILE; j += 64u) {
    let t = j % TILE;
    let b = (j / TILE) % Q;
    let residue = j / (TILE * Q);
    let source = start + t;
    var total = vec2<f32>();
    if (t < width) {
{{INNER}}
    }
    inner[j] = total;
  }
  workgroupBarrier();
  for (var j = i; j < OUTPUTS * TILE; j += 64u) {
    let t = j % TILE;
    let output = j / TILE;
    if (t >= width) { continue; }
    let to = place + output * AFTER + t;
    var total = vec2<f32>();
{{OUTER}}
{{STORE}}
  }
}
