// What every kernel starts with: the tensors, the step counter and index tables, and the addresses of the operands.

@group(0) @binding(0) var<storage, read_write> mem: array<f32>;
@group(0) @binding(1) var<storage, read_write> ints: array<i32>;

struct Operands { a: array<vec4<u32>, 8> }
@group(0) @binding(2) var<uniform> operands: Operands;

// The address of operand k (in elements) at this step: where it is at step 0, and how far it moves from step to step.
fn at(k: u32) -> u32 {
  let pair = operands.a[k / 2u];
  let place = select(pair.zw, pair.xy, k % 2u == 0u);
  return place.x + place.y * u32(ints[0]);
}

// The number of this invocation, over workgroups in x and y.
fn flatId(wg: vec3<u32>, n: vec3<u32>, local: u32) -> u32 {
  return (wg.y * n.x + wg.x) * 64u + local;
}
