// The mixing of channels in a Fourier layer: Y_o[k] = Σ_i W[block(k), o, i, k] X_i[k], or with
// conj(W)ᵀ its adjoint. Operands: X [E, B, IN, 2, (2a, (2b,)) m], real and imaginary part of W [E,
// 2^(D-1), OUT, IN, m…] (of the adjoint IN, OUT), Y [E, B, OUT, 2, …]. One invocation for both
// planes of one mode; ROWS rows of M modes in the layout of X.

const BATCH = {{BATCH}}u;
const IN = {{IN}}u;
const OUT = {{OUT}}u;
const M = {{M}}u;
const A = {{A}}u;
const B = {{B}}u;
const ROWS = {{ROWS}}u;
const MODES = ROWS * M;
const BLOCK_MODES = {{BLOCK_MODES}}u;
const BLOCKS = {{BLOCKS}}u;
const COUNT = {{COUNT}}u;

// The block of a mode of X, and its place in there.
fn weightPlace(mode: u32) -> vec2<u32> {
  let k = mode % M;
  let row = mode / M;
  {{PLACE}}
}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let mode = id % MODES;
  let o = (id / MODES) % OUT;
  let sample = id / (MODES * OUT);
  let place = weightPlace(mode);
  let weights = ((sample / BATCH * BLOCKS + place.x) * IN * OUT + o * {{OUT_STEP}}u) * BLOCK_MODES + place.y;
  var wr = at(1u) + weights;
  var wi = at(2u) + weights;
  var x = at(0u) + sample * IN * 2u * MODES + mode;
  var re = 0.0;
  var im = 0.0;
  for (var c = 0u; c < IN; c++) {
    let ur = mem1[wr];
    let ui = {{SIGN}} * mem2[wi];
    let xr = mem0[x];
    let xi = mem0[x + MODES];
    re += ur * xr - ui * xi;
    im += ur * xi + ui * xr;
    wr += {{IN_STEP}}u * BLOCK_MODES;
    wi += {{IN_STEP}}u * BLOCK_MODES;
    x += 2u * MODES;
  }
  let y = at(3u) + (sample * OUT + o) * 2u * MODES + mode;
  out3[y] = re;
  out3[y + MODES] = im;
}
