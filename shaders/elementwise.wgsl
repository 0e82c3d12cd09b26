// A chain of elementwise micro-ops on one number of the output, or on four that follow each other; the chain and the broadcasting are
// written by src/backends/webgpu/kernels/elementwise.ts.

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= {{COUNT}}u) { return; }
{{BODY}}
}
