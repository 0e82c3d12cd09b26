/**
 * Who trains a run: of several tabs that show it, the one that holds its lock. The browser takes the
 * lock from a tab that is closed, or has crashed.
 */

const nameOf = (id: string): string => `apebench run ${id}`;

export class RunLocks {
  private readonly held = new Map<string, () => void>();
  /** Only pages from https or this machine have it; elsewhere each tab is by itself. */
  private readonly manager: LockManager | undefined = navigator.locks;

  has(id: string): boolean {
    return this.held.has(id);
  }

  /** False where another tab has it. */
  take(id: string): Promise<boolean> {
    return this.request(id, { ifAvailable: true });
  }

  /** Settled when no other tab has it. */
  async wait(id: string): Promise<void> {
    await this.request(id, {});
  }

  release(id: string): void {
    this.held.get(id)?.();
    this.held.delete(id);
  }

  private request(id: string, options: LockOptions): Promise<boolean> {
    if (this.held.has(id)) return Promise.resolve(true);
    const { manager } = this;
    if (manager === undefined) {
      this.held.set(id, () => {});
      return Promise.resolve(true);
    }
    return new Promise((resolve, reject) => {
      manager
        .request(nameOf(id), options, (lock) => {
          resolve(lock !== null);
          if (lock === null) return undefined;
          // Held for as long as this promise is not settled.
          return new Promise<void>((release) => this.held.set(id, release));
        })
        .catch(reject);
    });
  }
}
