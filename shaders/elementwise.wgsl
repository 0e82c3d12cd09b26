// A chain of elementwise micro-ops on one element of the output; the chain and the broadcasting are written by
// src/backends/webgpu/elementwise.ts.

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }

// Beyond ±10 the result is ±1 to the last bit; some drivers return NaN for large arguments.
fn tanhSafe(x: f32) -> f32 { return tanh(clamp(x, -10.0, 10.0)); }

fn geluGate(x: f32) -> f32 { return sigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x)); }
fn gelu(x: f32) -> f32 { return x * geluGate(x); }
fn geluGrad(x: f32, g: f32) -> f32 {
  let s = geluGate(x);
  let slope = 1.5957691216057308 * (1.0 + 0.134145 * x * x);
  return g * (s + x * s * (1.0 - s) * slope);
}
fn swish(x: f32) -> f32 { return x * sigmoid(x); }
fn swishGrad(x: f32, g: f32) -> f32 {
  let s = sigmoid(x);
  return g * (s + x * s * (1.0 - s));
}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>, @builtin(num_workgroups) n: vec3<u32>, @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= {{COUNT}}u) { return; }
{{BODY}}
}
