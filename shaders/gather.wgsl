// Rows of a data set through a table of indices: y[e, b] = data[rows[e, b] + offset], whole rows of ROW elements.
// Operands: data, rows (in `ints`, SEED_STRIDE from one seed's to the next), y [E, B, ROW].

const ROW = {{ROW}}u;
const BATCH = {{BATCH}}u;
const COUNT = {{COUNT}}u;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>, @builtin(num_workgroups) n: vec3<u32>, @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let sample = id / ROW;
  let row = ints[at(1u) + sample / BATCH * {{SEED_STRIDE}}u + sample % BATCH] + {{OFFSET}};
  mem[at(2u) + id] = mem[at(0u) + u32(row) * ROW + id % ROW];
}
