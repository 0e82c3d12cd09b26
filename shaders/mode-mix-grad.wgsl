// The weight gradient of the mixing of channels: dW[block, o, i, k] = Σ_b G_o[k] conj(X_i[k]),
// samples in order inside a chunk, then a pairwise tree over HERE chunks, which are all of them or
// one; one each, and tree-sum does the rest. Operands: X [E, B, IN, 2, (2a, (2b,)) m], G [E, B,
// OUT, 2, …], real and imaginary part of dW [E, PARTS, 2^(D-1), OUT, IN, m…].

const BATCH = {{BATCH}}u;
const CHUNK = {{CHUNK}}u;
const PARTS = {{PARTS}}u;
const HERE = {{HERE}}u;
const IN = {{IN}}u;
const OUT = {{OUT}}u;
const M = {{M}}u;
const A = {{A}}u;
const B = {{B}}u;
const MODES = {{ROWS}}u * M;
const BLOCK_MODES = {{BLOCK_MODES}}u;
const BLOCKS = {{BLOCKS}}u;
const X_SAMPLE = IN * 2u * MODES;
const G_SAMPLE = OUT * 2u * MODES;
const LENGTH = BLOCKS * OUT * IN * BLOCK_MODES;
const COUNT = {{COUNT}}u;

// The mode of X that lies at place `inside` of a block.
fn modeOf(block: u32, inside: u32) -> u32 {
  let k = inside % M;
  let row = inside / M;
  {{MODE}}
}

// The sum over samples first … last - 1.
fn samples(source: vec2<u32>, first: u32, last: u32) -> vec2<f32> {
  var sum = vec2<f32>();
  var x = source.x + first * X_SAMPLE;
  var g = source.y + first * G_SAMPLE;
  for (var b = first; b < last; b++) {
    let xr = mem0[x];
    let xi = mem0[x + MODES];
    let gr = mem1[g];
    let gi = mem1[g + MODES];
    sum += vec2<f32>(gr * xr + gi * xi, gi * xr - gr * xi);
    x += X_SAMPLE;
    g += G_SAMPLE;
  }
  return sum;
}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let inside = id % BLOCK_MODES;
  let inward = (id / BLOCK_MODES) % IN;
  let outward = (id / (BLOCK_MODES * IN)) % OUT;
  let block = (id / (BLOCK_MODES * IN * OUT)) % BLOCKS;
  let part = (id / LENGTH) % PARTS;
  let seed = id / (LENGTH * PARTS);
  let mode = modeOf(block, inside);
  let source = vec2<u32>(
    at(0u) + seed * BATCH * X_SAMPLE + inward * 2u * MODES + mode,
    at(1u) + seed * BATCH * G_SAMPLE + outward * 2u * MODES + mode,
  );
  var partial: array<vec2<f32>, HERE>;
  for (var c = 0u; c < HERE; c++) {
    let first = (part * HERE + c) * CHUNK;
    partial[c] = samples(source, first, min(first + CHUNK, BATCH));
  }
  for (var width = HERE; width > 1u; width = (width + 1u) / 2u) {
    for (var c = 0u; c < width / 2u; c++) { partial[c] = partial[2u * c] + partial[2u * c + 1u]; }
    if (width % 2u == 1u) { partial[width / 2u] = partial[width - 1u]; }
  }
  out2[at(2u) + id] = partial[0].x;
  out3[at(3u) + id] = partial[0].y;
}
