/**
 * A store in memory, for a page: what is written lasts as long as the store. As with files on disk,
 * the work before and after reading or writing are tasks of their own.
 */

import { sha256 } from '#platform';
import { breathe } from '../../platform/index.js';
import type { Content, Digest, Lock, Peek, Stamp, Store } from './types.js';

/** Bytes of a piece. */
const PIECE = 1 << 20;

/** A store that lasts as long as the program: for tests, and for pages. */
export class MemoryStore implements Store {
  private readonly files = new Map<string, { bytes: Uint8Array; modified: number }>();
  /** What ends when the last that asked for a lock has let go of it. */
  private readonly locks = new Map<string, Promise<void>>();
  private writes = 0;

  constructor(readonly root: string) {}

  async prepare(): Promise<void> {}

  async read(path: string): Promise<Uint8Array | undefined> {
    await breathe();
    return this.files.get(path)?.bytes;
  }

  async readPieces(path: string, take: (piece: Uint8Array) => void): Promise<boolean> {
    const bytes = await this.read(path);
    if (bytes === undefined) return false;
    for (let at = 0; at < bytes.length; at += PIECE) take(bytes.subarray(at, at + PIECE));
    return true;
  }

  async peek(path: string, length: number): Promise<Peek | undefined> {
    await breathe();
    const file = this.files.get(path);
    if (file === undefined) return undefined;
    const { bytes, modified } = file;
    return { start: bytes.subarray(0, length), size: bytes.length, modified };
  }

  async digest(path: string): Promise<Digest | undefined> {
    const bytes = await this.read(path);
    return bytes && { size: bytes.length, sha256: await sha256(bytes) };
  }

  async write(path: string, content: Content): Promise<void> {
    await breathe();
    this.files.set(path, { bytes: await bytesOf(content), modified: ++this.writes });
  }

  async rename(path: string, to: string): Promise<void> {
    const file = this.files.get(path);
    if (file === undefined) return;
    this.files.delete(path);
    this.files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }

  async sweep(): Promise<void> {}

  async lock(path: string): Promise<Lock> {
    const before = this.locks.get(path);
    let end = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.locks.set(path, held);
    await before;
    return {
      release: async () => {
        if (this.locks.get(path) === held) this.locks.delete(path);
        end();
        return true;
      },
    };
  }

  async list(folder: string): Promise<string[]> {
    return [...this.files.keys()]
      .filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder)
      .map((path) => path.slice(path.lastIndexOf('/') + 1))
      .sort();
  }

  async stamps(folder: string): Promise<ReadonlyMap<string, Stamp>> {
    const at = folder === '' ? '' : `${folder}/`;
    const stamp = (name: string): Stamp => {
      const { bytes, modified } = this.files.get(`${at}${name}`)!;
      return { size: bytes.length, modified };
    };
    return new Map((await this.list(folder)).map((name) => [name, stamp(name)]));
  }

  async strays(): Promise<[]> {
    return [];
  }

  pathOf(path: string): string {
    return `${this.root}/${path}`;
  }
}

async function bytesOf(content: Content): Promise<Uint8Array> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  if (ArrayBuffer.isView(content)) return content;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of content) parts.push(Uint8Array.from(part));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The store that a study uses where no other is given. */
export function openStore(root: string): Store {
  return new MemoryStore(root);
}
