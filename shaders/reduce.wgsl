// Sums of TERMS elements each, TILES tiles for every output: WIDTH invocations add up every
// WIDTH-th term of a tile, then a pairwise tree adds up what they have. Operands: x, then those of
// finish(), which stores [OUTPUTS, TILES]. BASE is where in x the terms of output `output` lie,
// OFFSET where from there term `t` does.

const TERMS = {{TERMS}}u;
const TILE = {{TILE}}u;
const TILES = {{TILES}}u;
const WIDTH = {{WIDTH}}u;
const COUNT = {{COUNT}}u;

{{FUNCTIONS}}

var<workgroup> part: array<f32, 64>;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let id = flatId(wg, n, local) / WIDTH;
  let lane = local % WIDTH;
  let output = id / TILES;
  let base = at(0u) + {{BASE}};
  var sum = 0.0;
  if (id < COUNT) {
    let first = (id % TILES) * TILE;
    let last = min(first + TILE, TERMS);
    for (var t = first + lane; t < last; t += WIDTH) { sum += mem0[base + {{OFFSET}}]; }
  }
{{TREE}}
  if (lane == 0u && id < COUNT) {
    prepare();
    {{FINISH}}
  }
}
