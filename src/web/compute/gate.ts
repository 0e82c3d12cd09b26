/** What holds a run up while it is paused. */

export class Gate {
  private opened: Promise<void> = Promise.resolve();
  private release: () => void = () => {};

  close(): void {
    this.open();
    this.opened = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  open(): void {
    this.release();
  }

  /** Settled when the gate is open. */
  async pass(): Promise<void> {
    await this.opened;
  }
}
