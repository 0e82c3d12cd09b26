/** Where a study keeps its files: a folder on disk in Node, memory in a browser. */

/** What a file is to hold; pieces are written as they come. */
export type Content = Uint8Array | string | AsyncIterable<Uint8Array>;

export interface Peek {
  readonly start: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** What tells a file from one that was changed. */
export interface Digest {
  /** Bytes. */
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

export interface Store {
  /** The folder as the user named it. */
  readonly root: string;
  /** Makes the folder and checks that it can be written to. Throws a `UserError` if not. */
  prepare(): Promise<void>;
  /** The bytes of a file, or undefined if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The first bytes of a file, at most so many, and its size; undefined if there is none. */
  peek(path: string, length: number): Promise<Peek | undefined>;
  /** The digest of a file, however long; undefined if there is none. */
  digest(path: string): Promise<Digest | undefined>;
  /** Writes a file as a whole or not at all: beside its name, then renamed. */
  write(path: string, content: Content): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names of the files in a folder, sorted; none if there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** The path of a file as the user would type it. */
  pathOf(path: string): string;
}
