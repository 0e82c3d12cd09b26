// Fused multiplications and additions on registers alone: eight chains of vectors of four hide the
// latency. ints[0] rounds; the numbers tend to 1, and are none of them ever -1, so that nothing is
// written.

@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) i: u32) {
  let a = vec4(mem0[0]);
  let b = vec4(mem0[1]);
  var x0 = vec4(f32(i));
  var x1 = x0 + 1.0;
  var x2 = x0 + 2.0;
  var x3 = x0 + 3.0;
  var x4 = x0 + 4.0;
  var x5 = x0 + 5.0;
  var x6 = x0 + 6.0;
  var x7 = x0 + 7.0;
  for (var round = 0; round < ints[0]; round++) {
    for (var turn = 0; turn < 4; turn++) {
      x0 = fma(x0, a, b);
      x1 = fma(x1, a, b);
      x2 = fma(x2, a, b);
      x3 = fma(x3, a, b);
      x4 = fma(x4, a, b);
      x5 = fma(x5, a, b);
      x6 = fma(x6, a, b);
      x7 = fma(x7, a, b);
    }
  }
  let sum = ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7));
  if (sum.x + sum.y + sum.z + sum.w == -1.0) { out0[2] = sum.x; }
}
