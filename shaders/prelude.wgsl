// What every kernel starts with: the addresses of the operands, the step counter and index tables,
// the buffers in which tensors lie, and the functions that micro-ops call.
//
// A kernel reads operand 3 of mem3 and stores it to out3, which stand for the buffer in which it
// lies (src/backends/webgpu/bindings.ts).

// What a kernel makes at once: a number, or four where it goes over tensors in vectors of four.
alias Element = {{ELEMENT}};
alias Bits = {{BITS}};
alias Truth = {{TRUTH}};
const VECTOR: u32 = {{VECTOR}};

struct Operands { a: array<vec4<u32>, {{OPERAND_PAIRS}}> }
@group(0) @binding(0) var<uniform> operands: Operands;
@group(0) @binding(1) var<storage, {{INTS}}> ints: array<i32>;
{{TENSORS}}

// The address of operand k (in numbers of its buffer) at this step: where it is at step 0, and how
// far it moves from step to step.
fn numberAt(k: u32) -> u32 {
  let pair = operands.a[k / 2u];
  let place = select(pair.zw, pair.xy, k % 2u == 0u);
  return place.x + place.y * u32(ints[0]);
}

// The same in elements of its buffer, which are vectors of four in some kernels.
fn at(k: u32) -> u32 { return numberAt(k) / VECTOR; }

// The number of this invocation, over workgroups in x and y.
fn flatId(wg: vec3<u32>, n: vec3<u32>, local: u32) -> u32 {
  return (wg.y * n.x + wg.x) * 64u + local;
}

// By its bits: a compiler may take it that no number is NaN.
fn isNan(x: Element) -> Truth {
  return (bitcast<Bits>(x) & Bits(0x7fffffffu)) > Bits(0x7f800000u);
}

// Some drivers' exp and clamp make numbers of NaN, which is to stay to be seen.
fn sigmoid(x: Element) -> Element { return select(1.0 / (1.0 + exp(-x)), x, isNan(x)); }

// Beyond ±10 the result is ±1 to the last bit; some drivers return NaN for large arguments.
fn tanhSafe(x: Element) -> Element {
  return select(tanh(clamp(x, Element(-10.0), Element(10.0))), x, isNan(x));
}

// Far out, where s · (1 - s) is 0, a factor may be infinite.
fn nearby(x: Element, y: Element) -> Element { return select(y, Element(0.0), abs(x) > Element(1000.0)); }

fn geluGate(x: Element) -> Element { return sigmoid(1.5957691216057308 * (x + 0.044715 * x * x * x)); }
fn gelu(x: Element) -> Element { return x * geluGate(x); }
fn geluGrad(x: Element, g: Element) -> Element {
  let s = geluGate(x);
  let slope = 1.5957691216057308 * (1.0 + 0.134145 * x * x);
  return g * (s + nearby(x, x * s * (1.0 - s) * slope));
}
fn swish(x: Element) -> Element { return x * sigmoid(x); }
fn swishGrad(x: Element, g: Element) -> Element {
  let s = sigmoid(x);
  return g * (s + nearby(x, x * s * (1.0 - s)));
}

// For x >= 0.
fn power(x: Element, y: f32) -> Element { return select(pow(x, Element(y)), x, isNan(x)); }

// NaN where one of them is.
fn larger(x: Element, y: Element) -> Element {
  return select(select(y, x, (x > y) | isNan(x)), y, isNan(y));
}
