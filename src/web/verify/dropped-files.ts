/** The files of a folder that was chosen or dropped. */

import type { GivenFile } from '../protocol.js';

export interface GivenFolder {
  readonly name: string;
  /** Paths within the folder. */
  readonly files: readonly GivenFile[];
}

interface Found {
  /** The folder first. */
  readonly path: string;
  readonly file: File;
}

async function folderOf(found: readonly Found[]): Promise<GivenFolder> {
  const files: GivenFile[] = [];
  for (const { path, file } of found) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    files.push({ path: path.slice(path.indexOf('/') + 1), bytes });
  }
  return { name: found[0]?.path.split('/')[0] ?? 'nothing', files };
}

/** Of `<input type="file" webkitdirectory>`. */
export function chosenFolder(input: HTMLInputElement): Promise<GivenFolder> {
  const files = [...(input.files ?? [])];
  return folderOf(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** What was dropped; to be called before the event is over. */
export async function droppedFolder(data: DataTransfer): Promise<GivenFolder> {
  const items = [...data.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found: Found[] = [];
  for (const item of items) {
    if (item instanceof File) found.push({ path: item.name, file: item });
    else if (item !== null) await collect(item, found);
  }
  return folderOf(found);
}

async function collect(entry: FileSystemEntry, found: Found[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path: entry.fullPath.slice(1), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives some at a time, at last none.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await collect(one, found);
  }
}
