/** The browser's database of runs: opened, and let go of where another tab needs that. */

import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import type { KeptRun } from './kept-run.js';

const NAME = 'apebench';
/** One more with every change of the stores, or of what they hold. */
const VERSION = 1;

interface Stores extends DBSchema {
  runs: { key: string; value: KeptRun };
  /** Of runs that have not ended: the library's own bytes. */
  checkpoints: { key: string; value: Uint8Array<ArrayBuffer> };
}

const STORES = ['runs', 'checkpoints'] as const;

export type RunDatabase = IDBPDatabase<Stores>;

type Store<Name extends keyof Stores & (typeof STORES)[number]> = IDBPObjectStore<
  Stores,
  typeof STORES,
  Name,
  'readwrite'
>;

/** Changes both stores, or neither. */
export async function atOnce(
  database: RunDatabase,
  change: (runs: Store<'runs'>, checkpoints: Store<'checkpoints'>) => Promise<unknown>[],
): Promise<void> {
  const transaction = database.transaction(STORES, 'readwrite');
  const changes = change(transaction.objectStore('runs'), transaction.objectStore('checkpoints'));
  // Not left to the browser, which gives up what is open when the page is left at this moment.
  transaction.commit();
  await Promise.all([...changes, transaction.done]);
}

export interface DatabaseEvents {
  /** Another tab holds the runs in an older form, until which nothing can be read. */
  readonly onBlocked: () => void;
  /** The database is no longer there for this page; with the reason. */
  readonly onLost: (why: string) => void;
}

/** Waits for as long as it is blocked. */
export async function openRunDatabase({ onBlocked, onLost }: DatabaseEvents): Promise<RunDatabase> {
  if (globalThis.indexedDB === undefined) throw new DOMException('no indexedDB', 'NotAllowedError');
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
