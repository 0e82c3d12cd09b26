/** Where a study keeps its files: a folder on disk in Node, memory in a browser. */

/** What a file is to hold; pieces are written as they come. */
export type Content = Uint8Array | string | AsyncIterable<Uint8Array>;

/** The beginning of a file. */
export interface Peek {
  /** Its first bytes. */
  readonly start: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
  /** When it was written: the later, the larger. */
  readonly modified: number;
}

/** What tells a file from one that was changed. */
export interface Digest {
  /** Bytes. */
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What is no file where files are expected. */
export interface Stray {
  /** The file's name. */
  readonly name: string;
  /** In words: `it is a folder`. */
  readonly what: string;
}

/** What changes when a file is written. */
export interface Stamp {
  /** Bytes. */
  readonly size: number;
  /** When it was written, as `Peek` has it. */
  readonly modified: number;
}

/** A lock that one has until one lets go of it, or is taken for dead. */
export interface Lock {
  /** Lets go of it. False where it had been lost. */
  release(): Promise<boolean>;
}

/** Where a study keeps its files: paths to bytes, whole or not at all. */
export interface Store {
  /** The folder as the user named it. */
  readonly root: string;
  /** Makes the folder and checks that it can be written to. Throws a `UserError` if not. */
  prepare(): Promise<void>;
  /** The bytes of a file, or undefined if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Hands the bytes of a file over, piece by piece. False if there is none. */
  readPieces(path: string, take: (piece: Uint8Array) => void): Promise<boolean>;
  /** The first bytes of a file, at most so many, and its size; undefined if there is none. */
  peek(path: string, length: number): Promise<Peek | undefined>;
  /** The digest of a file, however long; undefined if there is none. */
  digest(path: string): Promise<Digest | undefined>;
  /** Writes a file as a whole or not at all: beside its name, then renamed. */
  write(path: string, content: Content): Promise<void>;
  /** Gives a file another name, in the place of one that has it. */
  rename(path: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Removes what writers that died have left in these folders, as far as it can be removed. */
  sweep(...folders: string[]): Promise<void>;
  /** Waits for the lock at a path, which one at a time has of all that share the store. */
  lock(path: string): Promise<Lock>;
  /** The names of the files in a folder, sorted; none if there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** The files in a folder, sorted by name, and their stamps; nothing is read. */
  stamps(folder: string): Promise<ReadonlyMap<string, Stamp>>;
  /** What else has a name in a folder, sorted. */
  strays(folder: string): Promise<Stray[]>;
  /** The path of a file as the user would type it. */
  pathOf(path: string): string;
}
