/** Lets few things be under way at a time, in the order in which they were asked for. */

export interface Turn {
  /** Resolves once it has come; never where it was given back before. */
  readonly come: Promise<void>;
  /** Lets the next one come. More than once is as once. */
  giveBack(): void;
}

export class Turns {
  private readonly underWay = new Set<Turn>();
  private readonly waiting = new Map<Turn, () => void>();

  constructor(private readonly most: number) {}

  /** Whether a turn would come at once. */
  get isFree(): boolean {
    return this.underWay.size < this.most;
  }

  take(): Turn {
    let come: () => void = () => {};
    const turn: Turn = {
      come: new Promise((resolve) => {
        come = resolve;
      }),
      giveBack: () => {
        this.waiting.delete(turn);
        if (this.underWay.delete(turn)) this.next();
      },
    };
    this.waiting.set(turn, come);
    this.next();
    return turn;
  }

  private next(): void {
    for (const [turn, come] of this.waiting) {
      if (!this.isFree) return;
      this.waiting.delete(turn);
      this.underWay.add(turn);
      come();
    }
  }
}
