/**
 * Errors that are the user's to mend, and the search for the name that was meant.
 *
 * A `UserError` carries a complete message: what was given, where it is wrong, what is allowed.
 * The command line prints that message alone and exits with code 2. It prints alone, and exits with
 * code 1, what no input could have avoided: a full disk, a GPU that went away. Every other error is a
 * fault of ours and exits with code 1.
 */

import type { HostAbortSignal } from './host-types.js';

/** A value of a key of an entry with which the entry would be right. */
export interface Remedy {
  /** The key of the entry. */
  readonly key: string;
  /** The value with which it would be right. */
  readonly value: string | number;
}

/** Bytes that something would take, and those that there are at most. */
export interface MemoryNeed {
  /** What it would take. */
  readonly bytes: number;
  /** What there is at most; left out where it is not their sum that is too large. */
  readonly most?: number;
}

/** What a message is about that has a place of its own in the documents. */
export type ErrorSubject = 'files' | 'folders' | 'studies' | 'ports';

/** Bad input: a wrong config string, key, value or file. */
export class UserError extends Error {
  /** By which it is known, whichever copy of the library threw it. */
  override readonly name = 'UserError';
  /** The key of the entry (`net`, an attribute) that it is about, where that is known. */
  key?: string;
  /** Where it is about memory. */
  memory?: MemoryNeed;
  /** Where a change is known with which it would be right. */
  remedy?: Remedy;
  /** Where it is about a file, a folder, a study or a port. */
  subject?: ErrorSubject;
  /** The message for a place that shows by itself what is allowed, where the whole is long. */
  brief?: string;
}

/** What the machine has no room for, or cannot do any more: the same input is right elsewhere. */
export class MachineError extends Error {
  /** By which it is known, whichever copy of the library threw it. */
  override readonly name = 'MachineError';
  /** Where it is about a file. */
  subject?: ErrorSubject;
}

/**
 * What cannot be done with the backend that was asked for, or not on this machine: no GPU, no room.
 */
export class PlaceError extends UserError {
  /** `memory`: where it is for want of that. */
  constructor(
    message: string,
    override readonly memory?: MemoryNeed,
  ) {
    super(message);
  }
}

/** What a GPU has no room for; another backend may have it. */
export class GpuMemoryError extends PlaceError {}

/**
 * Work that was stopped by an AbortSignal; the command line exits with code 130. A signal that is
 * aborted with one as its reason says by its `outlook` what becomes of the work.
 */
export class StoppedError extends Error {
  /** By which it is known, whichever copy of the library threw it. */
  override readonly name = 'StoppedError';

  constructor(
    /** What becomes of the work, for the message. */
    readonly outlook = '',
  ) {
    super(outlook === '' ? 'stopped' : `stopped: ${outlook}`);
  }
}

/** A checkpoint that could not be written: the work since the one before it is lost. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';

  constructor(override readonly cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `the checkpoint could not be written, what was trained since the one before it (or since ` +
        `the start) is lost: ${why}`,
    );
  }
}

/** A GPU that went away while it worked: reset by its driver, unplugged, closed. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  constructor(reason: string) {
    super(`the GPU was lost${reason ? `: ${reason}` : ''}`);
  }
}

/** Of what was asked for: another file or folder would do. */
const WRONG_FILE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'not permitted',
  ERR_INVALID_ARG_VALUE: 'the name holds what no name may hold',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
  ERR_FS_EISDIR: 'it is a folder',
};

/** Of the machine. */
const NO_ROOM: Readonly<Record<string, string>> = {
  EDQUOT: 'the quota of disk space is used up',
  EFBIG: 'it is larger than files may be here (`ulimit -f`)',
  EIO: 'the disk does not work (input/output error)',
  EMFILE: 'too many files are open (`ulimit -n`)',
  ENFILE: 'too many files are open on this machine',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
};

/** What Node's permission model takes for what it calls so. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  Addon: '--allow-addons',
  ChildProcess: '--allow-child-process',
  FileSystemRead: '--allow-fs-read',
  FileSystemWrite: '--allow-fs-write',
  WorkerThreads: '--allow-worker',
};

/**
 * What the operating system, or Node's permission model, said of a file or a thread, after `doing`; other errors stay what they
 * are. It is a `UserError` where another file or folder would do, also one that may not be written to
 * (who runs the command said so), and a `MachineError` where the machine has no room.
 */
export function systemError(doing: string, error: unknown, advice = ''): unknown {
  const { code = '', permission = '' } = error as { code?: string; permission?: string };
  if (code === 'ERR_ACCESS_DENIED') {
    const missing = PERMISSIONS[permission] ?? `a permission, ${permission},`;
    return new UserError(
      `${doing}: Node's permission model does not allow it; ${missing} is missing`,
    );
  }
  for (const [reasons, Kind] of [
    [WRONG_FILE, UserError],
    [NO_ROOM, MachineError],
  ] as const) {
    if (Object.hasOwn(reasons, code)) return new Kind(`${doing}: ${reasons[code]}${advice}`);
  }
  return error;
}

/** Says what an error is about, unless it says so itself; errors that are no message stay what they are. */
export function on<T>(subject: ErrorSubject, error: T): T {
  if (error instanceof UserError || error instanceof MachineError) error.subject ??= subject;
  return error;
}

/** The beginning of what was given, for a message that repeats it. */
export function clipped(text: string, most = 80): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/**
 * Awaits `work`. A `UserError` of its that says nothing else is about `key`, unless it is about the
 * place to compute.
 */
export async function about<T>(key: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError && !(error instanceof PlaceError)) error.key ??= key;
    throw error;
  }
}

/** Throws a `StoppedError`, the signal's own if it has one, if the signal has fired. */
export function throwIfStopped(signal?: HostAbortSignal): void {
  if (!signal?.aborted) return;
  throw signal.reason instanceof StoppedError ? signal.reason : new StoppedError();
}

/**
 * The number of edits that turn `a` into `b`: inserting, deleting or replacing a character, or
 * swapping two neighbours (optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** `num_seeds` for `numSeeds`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The characters that spellings commonly differ in carry no meaning when names are compared. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * The candidate that `name` most likely meant, or undefined if none is near: at most a third of
 * the longer name may differ (and always one edit).
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const given = plain(name);
  for (const candidate of candidates) {
    const known = plain(candidate);
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (Math.abs(given.length - known.length) > allowed) continue;
    const distance = editDistance(given, known);
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Names that are listed where room is short. */
const MOST_IN_BRIEF = 12;

/**
 * The error for a name that is not among `candidates`:
 * `unknown scenario 'dif_adv'; did you mean 'diff_adv'? allowed: …`.
 */
export function unknownName(
  kind: string,
  given: string,
  candidates: Iterable<string>,
  meant = nearest(given, candidates),
): UserError {
  const names = [...candidates];
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  const what = `unknown ${kind} '${clipped(given)}'`;
  const error = new UserError(`${what};${hint} allowed: ${names.join(', ')}`);
  if (names.length > MOST_IN_BRIEF) {
    error.brief = `${what} (${names.length} are known)${hint && `;${hint}`}`;
  }
  return error;
}

/** The same, with where it was found in front of its message. */
export function foundIn(where: string, error: UserError): UserError {
  const { key, subject, memory } = error;
  return Object.assign(new UserError(`${where}, ${error.message}`), { key, subject, memory });
}
