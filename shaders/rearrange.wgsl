// Runs of elements moved along one axis: sets `value` for element `inside` of run `run` of the
// output. The output's runs lie RUN_STRIDE apart and WIDTH elements of each are written. Operands:
// the inputs, the output.

const WIDTH = {{WIDTH}}u;
const COUNT = {{COUNT}}u;

@compute @workgroup_size(64) fn main(
  @builtin(workgroup_id) wg: vec3<u32>,
  @builtin(num_workgroups) n: vec3<u32>,
  @builtin(local_invocation_index) i: u32,
) {
  let id = flatId(wg, n, i);
  if (id >= COUNT) { return; }
  let run = id / WIDTH;
  let inside = id % WIDTH;
  var value = Element(0.0);
{{VALUE}}
  out{{OUTPUT}}[at({{OUTPUT}}u) + run * {{RUN_STRIDE}}u + inside] = value;
}
