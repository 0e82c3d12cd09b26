// Mode-by-mode products of planar spectra: re = ar·br - ai·bi, im = ar·bi + ai·br, with the sign of
// bi changed for conj(b). Operands: a, b, y; one invocation for both planes of one mode.

const COUNT = {{COUNT}}u;
const MODES = {{MODES}}u;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let a = at(0u) + {{A}};
  let b = at(1u) + {{B}};
  let y = at(2u) + (id / MODES) * 2u * MODES + id % MODES;
  let ar = mem0[a];
  let ai = mem0[a + {{A_PLANE}}u];
  let br = mem1[b];
  let bi = {{SIGN}} * mem1[b + {{B_PLANE}}u];
  out2[y] = ar * br - ai * bi;
  out2[y + MODES] = ar * bi + ai * br;
}
