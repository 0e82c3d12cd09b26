// Copies {{COUNT}} elements from operand 0 to operand 1.

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= {{COUNT}}u) { return; }
  out1[at(1u) + id] = mem0[at(0u) + id];
}
