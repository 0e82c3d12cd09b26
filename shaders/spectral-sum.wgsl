// Sums of spectra with operators, y = Σ_t operator_t · x_t, in the order of the terms, which are
// written by src/backends/webgpu/kernels/spectral-sum.ts. What is read may lie where y lies, mode
// by mode. Operands: the spectra and operators, y; one invocation for both planes of one mode.

const COUNT = {{COUNT}}u;
const MODES = {{MODES}}u;
const CHANNELS = {{CHANNELS}}u;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let mode = id % MODES;
  let row = id / MODES;
  let channel = row % CHANNELS;
  let sample = row / CHANNELS;
  var re: f32;
  var im: f32;
{{TERMS}}
  let y = at({{OUTPUT}}u) + row * 2u * MODES + mode;
  out{{OUTPUT}}[y] = re;
  out{{OUTPUT}}[y + MODES] = im;
}
