/**
 * Sums of products of fields as transforms take them: a table of them, and the tensor that it
 * stands for.
 */

import { Instruction, Tensor } from './kernel-case';

const FACTORS: f64[] = [1, -0.5, 0.3, 1];

/**
 * `terms` products, of which the last `subtracted` ones are subtracted, for fields of [samples,
 * channels, lines, length]. Their operands have more channels than that; the second product is a
 * square.
 */
export class Products<T> {
  private operands: Tensor<T>[] = [];

  constructor(
    public terms: i32,
    public subtracted: i32,
    public samples: i32,
    public channels: i32,
    public lines: i32,
    public length: i32,
    public scaled: bool,
  ) {
    for (let k = 0; k < 2 * terms; k++) {
      this.operands.push(new Tensor<T>(samples * this.channelsOf(k) * lines * length));
    }
  }

  private channelsOf(k: i32): i32 {
    return this.channels + k % 3;
  }

  /** Which operand stands in product t first (0) or second. */
  private operandOf(t: i32, which: i32): i32 {
    return t == 1 ? 2 : 2 * t + which;
  }

  /** Which of its channels it gives to channel c. */
  private channelOf(t: i32, which: i32, c: i32): i32 {
    const k = this.operandOf(t, which);
    return t == 1 ? c : (c + k) % this.channelsOf(k);
  }

  private factorOf(t: i32): f64 {
    return this.scaled ? FACTORS[(t + 1) % 4] : 1;
  }

  /** Appends the table. */
  appendTo(instruction: Instruction): Instruction {
    const field = this.lines * this.length * <i32>sizeof<T>();
    instruction.int(this.terms).int(this.subtracted).int(this.channels).int(this.lines);
    for (let t = 0; t < this.terms; t++) {
      instruction.num(this.factorOf(t));
      for (let c = 0; c < this.channels; c++) {
        for (let which = 0; which < 2; which++) {
          const k = this.operandOf(t, which);
          instruction.int(<i32>this.operands[k].at + this.channelOf(t, which, c) * field);
          instruction.int(this.channelsOf(k) * field);
        }
      }
    }
    return instruction;
  }

  private product(t: i32, sample: i32, c: i32, inside: i32): T {
    const field = this.lines * this.length;
    const a = this.operandOf(t, 0),
      b = this.operandOf(t, 1);
    const x = (sample * this.channelsOf(a) + this.channelOf(t, 0, c)) * field + inside;
    const y = (sample * this.channelsOf(b) + this.channelOf(t, 1, c)) * field + inside;
    return <T>this.operands[a].get(x) * <T>this.operands[b].get(y) * <T>this.factorOf(t);
  }

  /** The tensor, each operation in T. */
  made(): Tensor<T> {
    const field = this.lines * this.length;
    const made = new Tensor<T>(this.samples * this.channels * field, true);
    for (let n = 0; n < made.length; n++) {
      const inside = n % field,
        c = (n / field) % this.channels,
        sample = n / (field * this.channels);
      const added = this.terms - this.subtracted;
      let sum = this.product(0, sample, c, inside);
      for (let t = 1; t < added; t++) sum += this.product(t, sample, c, inside);
      if (this.subtracted) {
        let less = this.product(added, sample, c, inside);
        for (let t = added + 1; t < this.terms; t++) less += this.product(t, sample, c, inside);
        sum -= less;
      }
      made.set(n, <f64>sum);
    }
    return made;
  }

  free(): void {
    for (let k = 0; k < this.operands.length; k++) this.operands[k].free();
  }
}
