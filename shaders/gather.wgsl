// Rows of a data set through a table of indices: y_k[e, b] = data[rows[e, b] + offset_k], whole
// rows of ROW elements, for STATES outputs of EACH elements. Of the data, only the ROWS rows from
// FIRST on are there: what asks for others is left to the dispatches that have them. Operands:
// data, rows (in `ints`, SEED_STRIDE from one seed's to the next), y_0, y_1, … [E, B, ROW].

const FIRST = {{FIRST}}u;
const ROWS = {{ROWS}}u;
const ROW = {{ROW}}u;
const BATCH = {{BATCH}}u;
const STATES = {{STATES}}u;
const OFFSETS = array<i32, STATES>({{OFFSETS}});
const EACH = {{EACH}}u;
const COUNT = {{COUNT}}u;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let state = id / EACH;
  let element = id % EACH;
  let sample = element / ROW;
  let first = ints[numberAt(1u) + sample / BATCH * {{SEED_STRIDE}}u + sample % BATCH];
  let row = u32(first + OFFSETS[state]) - FIRST;
  if (row >= ROWS) { return; }
  out2[at(2u + state) + element] = mem0[at(0u) + row * ROW + element % ROW];
}
