/**
 * A store in memory, for a page: what is written lasts as long as the store. As with files on disk,
 * the work before and after reading or writing are tasks of their own.
 */

import { breathe } from '../../platform/index.js';
import type { Store } from './types.js';

export class MemoryStore implements Store {
  private readonly files = new Map<string, Uint8Array>();

  constructor(readonly root: string) {}

  async prepare(): Promise<void> {}

  async read(path: string): Promise<Uint8Array | undefined> {
    await breathe();
    return this.files.get(path);
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    await breathe();
    this.files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }

  async list(folder: string): Promise<string[]> {
    return [...this.files.keys()]
      .filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
      .map((path) => path.slice(folder.length + 1))
      .sort();
  }

  pathOf(path: string): string {
    return `${this.root}/${path}`;
  }
}

/** The store that a study uses where no other is given. */
export function openStore(root: string): Store {
  return new MemoryStore(root);
}
