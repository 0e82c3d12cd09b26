// The sum over the batch: samples in order inside a chunk, then a pairwise tree over HERE chunks,
// which are all of them or one; one each, and another pass does the rest. Operands: x [E, B,
// INNER], then those of finish(), which stores [E, PARTS, INNER].

const BATCH = {{BATCH}}u;
const CHUNK = {{CHUNK}}u;
const PARTS = {{PARTS}}u;
const HERE = {{HERE}}u;
const INNER = {{INNER}}u;
const COUNT = {{COUNT}}u;

{{FUNCTIONS}}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let part = (id / INNER) % PARTS;
  let seed = id / (INNER * PARTS);
  let source = at(0u) + seed * BATCH * INNER + id % INNER;
  var partial: array<f32, HERE>;
  for (var c = 0u; c < HERE; c++) {
    let first = (part * HERE + c) * CHUNK;
    let last = min(first + CHUNK, BATCH);
    var sum = 0.0;
    for (var b = first; b < last; b++) { sum += mem0[source + b * INNER]; }
    partial[c] = sum;
  }
  for (var width = HERE; width > 1u; width = (width + 1u) / 2u) {
    for (var c = 0u; c < width / 2u; c++) { partial[c] = partial[2u * c] + partial[2u * c + 1u]; }
    if (width % 2u == 1u) { partial[width / 2u] = partial[width - 1u]; }
  }
  prepare();
  {{FINISH}}
}
