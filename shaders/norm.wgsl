// Group normalisation, its adjoint with respect to the input, and that with respect to scale and
// bias as partial sums; what is done with a group stands in src/backends/webgpu/kernels/norm.ts.
//
// x is [E, BATCH, GROUPS · CHANNELS, POINTS]. A workgroup has one group of CHUNK samples, one after
// the other. The statistics of a group come of two passes over it. The first makes the mean m, of
// differences from the group's first element: it is exact where all are equal. The second makes the
// means of x - m, which is what rounding has left of the mean, and of its square.
//
// Invocations add up at most RUN terms before they add to a sum of such sums; a tree adds up those
// of all invocations.
//
// Operands: 0 x, 1 g, the gradient of the output, 2 scale, 3 bias or [E, PARTS, C] of scale, 4 those
// of bias, 5 and 6 partial sums like 3 and 4 to which these are added, then those of finish(), which
// is written by src/backends/webgpu/chain.ts.

const WORKGROUPS: u32 = {{WORKGROUPS}};
const LANES: u32 = {{LANES}};
/// Invocations that sum a channel.
const WIDTH: u32 = {{WIDTH}};
const BATCH: u32 = {{BATCH}};
const CHUNK: u32 = {{CHUNK}};
const PARTS: u32 = (BATCH + CHUNK - 1) / CHUNK;
const GROUPS: u32 = {{GROUPS}};
const CHANNELS: u32 = {{CHANNELS}};
const ALL_CHANNELS: u32 = GROUPS * CHANNELS;
const POINTS: u32 = {{POINTS}};
const SIZE: u32 = CHANNELS * POINTS;
const EPS: f32 = {{EPS}};
const RUN: u32 = 64;

struct Statistics {
  mean: f32,
  /// What is to be added to the mean.
  rest: f32,
  /// 1/√(variance + EPS)
  factor: f32,
}

var<workgroup> parts: array<vec2<f32>, LANES>;

{{FUNCTIONS}}

/// The sums of what `width` neighbouring invocations have, at the first of them.
fn tree(lane: u32, width: u32, mine: vec2<f32>) {
  parts[lane] = mine;
  for (var half = width / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane % width < half) {
      parts[lane] += parts[lane + half];
    }
  }
  workgroupBarrier();
}

/// The means over the group of what its elements are, of which this invocation has the sums.
fn means(lane: u32, mine: vec2<f32>) -> vec2<f32> {
  tree(lane, LANES, mine);
  let sums = parts[0];
  workgroupBarrier();
  return sums / f32(SIZE);
}

/// The statistics of the group whose first element is at `x`.
fn statisticsOf(x: u32, lane: u32) -> Statistics {
  let start = mem0[x];
  var sums = vec2<f32>();
  for (var first = lane; first < SIZE; first += RUN * LANES) {
    var run = 0.0;
    for (var i = first; i < min(first + RUN * LANES, SIZE); i += LANES) {
      run += mem0[x + i] - start;
    }
    sums.x += run;
  }
  let mean = start + means(lane, sums).x;
  sums = vec2<f32>();
  for (var first = lane; first < SIZE; first += RUN * LANES) {
    var run = vec2<f32>();
    for (var i = first; i < min(first + RUN * LANES, SIZE); i += LANES) {
      let d = mem0[x + i] - mean;
      run += vec2<f32>(d, d * d);
    }
    sums += run;
  }
  let moments = means(lane, sums);
  let variance = moments.y - moments.x * moments.x;
  // Not max, which may make 0 of NaN.
  return Statistics(mean, moments.x, 1.0 / sqrt(select(variance, 0.0, variance < 0.0) + EPS));
}

@compute @workgroup_size({{LANES}})
fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let workgroup = wg.y * n.x + wg.x;
  if (workgroup >= WORKGROUPS) {
    return;
  }
  let group = workgroup % GROUPS;
  let part = workgroup / GROUPS % PARTS;
  let seed = workgroup / (GROUPS * PARTS);
  {{START}}
  for (var sample = part * CHUNK; sample < min((part + 1u) * CHUNK, BATCH); sample++) {
    let place = ((seed * BATCH + sample) * GROUPS + group) * SIZE;
    let x = at(0u) + place;
    let stats = statisticsOf(x, lane);
    {{BODY}}
  }
}
