// One axis of a Fourier transform as the sum that defines it: y_o = f_o · Σ_i x_i w(k·n), one
// invocation for each output. Forward, the inputs are points and the outputs modes; inverse, the
// reverse. Terms, sum and result are written by src/backends/webgpu/kernels/spectral-pass.ts.
// Operands: x [LINES, planes, BEFORE, INPUTS, AFTER], the N roots of unity (cos, sin), y with
// OUTPUTS likewise.

const N = {{N}}u;
const BEFORE = {{BEFORE}}u;
const INPUTS = {{INPUTS}}u;
const OUTPUTS = {{OUTPUTS}}u;
const AFTER = {{AFTER}}u;
const COUNT = {{COUNT}}u;
// From the real to the imaginary part.
const PLANE = BEFORE * INPUTS * AFTER;
const OUTPUT_PLANE = BEFORE * OUTPUTS * AFTER;
// Terms that are added up by themselves before they join the sum.
const BLOCK = 16u;

alias Value = {{VALUE}};

var<private> roots: u32;

// One term: the input at `source` times the root of the given phase.
fn term(source: u32, phase: u32) -> Value {
  let c = mem1[roots + 2u * phase];
  let s = mem1[roots + 2u * phase + 1u];
  {{TERM}}
}

// Σ over `count` inputs from `source` on, the first with the root of the phase `start`, each next
// one `step` further.
fn terms(source: u32, count: u32, start: u32, step: u32) -> Value {
  var total = Value();
  var phase = start;
  var input = source;
  for (var done = 0u; done < count;) {
    let stop = min(done + BLOCK, count);
    var block = Value();
    for (; done < stop; done++) {
      block += term(input, phase);
      input += AFTER;
      phase += step;
      if (phase >= N) { phase -= N; }
    }
    total += block;
  }
  return total;
}

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  roots = at(1u);
  let after = id % AFTER;
  let output = (id / AFTER) % OUTPUTS;
  let before = (id / (AFTER * OUTPUTS)) % BEFORE;
  let line = id / (AFTER * OUTPUTS * BEFORE);
  let source = at(0u) + (line * {{INPUT_PLANES}}u * BEFORE + before) * INPUTS * AFTER + after;
  let to = at(2u) + ((line * {{OUTPUT_PLANES}}u * BEFORE + before) * OUTPUTS + output) * AFTER + after;
  var total = Value();
{{SUM}}
{{STORE}}
}
