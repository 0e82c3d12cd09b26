/** Where a study keeps its files: a folder on disk in Node, memory in a browser. */

export interface Store {
  /** The folder as the user named it. */
  readonly root: string;
  /** Makes the folder and checks that it can be written to. Throws a `UserError` if not. */
  prepare(): Promise<void>;
  /** The bytes of a file, or undefined if there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Writes a file as a whole or not at all: beside its name, then renamed. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names of the files in a folder, sorted; none if there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** The path of a file as the user would type it. */
  pathOf(path: string): string;
}
