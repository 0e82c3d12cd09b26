// Ends a step: the step counter moves on.

@compute @workgroup_size(1) fn main() {
  ints[0] = ints[0] + 1;
}
