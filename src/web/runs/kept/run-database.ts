/** The browser's database of runs: opened, and let go of where another tab needs that. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptRun } from './kept-run.js';

const NAME = 'apebench';
/** One more with every change of the stores, or of what they hold. */
const VERSION = 1;

interface Stores extends DBSchema {
  runs: { key: string; value: KeptRun };
  /** Of runs that have not ended: the library's own bytes. */
  checkpoints: { key: string; value: Uint8Array<ArrayBuffer> };
}

export const STORES = ['runs', 'checkpoints'] as const;
export type StoreName = (typeof STORES)[number];

export type RunDatabase = IDBPDatabase<Stores>;

export interface DatabaseEvents {
  /** Another tab holds the runs in an older form, until which nothing can be read. */
  readonly onBlocked: () => void;
  /** The database is no longer there for this page; with the reason. */
  readonly onLost: (why: string) => void;
}

/** Waits for as long as it is blocked. */
export async function openRunDatabase({ onBlocked, onLost }: DatabaseEvents): Promise<RunDatabase> {
  const database = await openDB<Stores>(NAME, VERSION, {
    upgrade(db) {
      const there = db.objectStoreNames;
      for (const store of STORES) if (!there.contains(store)) db.createObjectStore(store);
    },
    blocked: onBlocked,
    blocking() {
      // Held on to, it would keep the other tab waiting without a word.
      database.close();
      onLost('a newer version of this page has been opened in another tab: reload this one');
    },
    terminated: () => onLost('the browser has closed their storage: reload the page'),
  });
  return database;
}

/** What to tell of an error of the database. */
export function whyNotKept(error: unknown): string {
  const { name, message } = error as Error;
  switch (name) {
    case 'VersionError':
      return 'what is kept is of a newer version of this page: reload it to get that version';
    case 'QuotaExceededError':
      return 'the storage of this browser is full: export runs and delete them';
    case 'SecurityError':
    case 'InvalidStateError':
    case 'NotAllowedError':
      return 'this browser keeps nothing for this page (as in a private window)';
    default:
      return `this browser cannot keep them: ${message}`;
  }
}
