/**
 * The service worker of the pages: keeps one version's files as one set, from which pages come with
 * the headers of cross-origin isolation, online and offline. A newer version is fetched whole before
 * it can be switched to, and switched to when a page says so or no page is open any more.
 */

import { cacheName, type FileSet, fileAt, isolated, isPage, outdated } from './file-set.js';
import { TAKE_OVER } from './take-over.js';

/** Set by the build. */
declare const __FILE_SET__: FileSet;

/** The part of a service worker's global scope that is used here (lib.dom describes windows). */
interface WorkerScope {
  readonly caches: CacheStorage;
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const worker = globalThis as unknown as WorkerScope;
const set = __FILE_SET__;
const { scope } = worker.registration;
const name = cacheName(scope, set);

/** Fetches the whole set; a file that is of another version, or missing, ends that. */
async function install(): Promise<void> {
  const cache = await worker.caches.open(name);
  const files = Object.entries(set.files);
  // The pages come last: a cache that has one has the whole set.
  const folder = files.filter(([file]) => !isPage(file));
  const pages = files.filter(([file]) => isPage(file));
  if (await cache.match(scope + pages[0]![0])) return;
  for (const some of [folder, pages]) {
    await Promise.all(
      some.map(async ([file, integrity]) => {
        // What lies in the folder never changes.
        const options = { integrity, cache: isPage(file) ? 'no-cache' : 'default' } as const;
        const response = await fetch(scope + file, options);
        if (!response.ok) throw new Error(`${file}: status ${response.status}`);
        await cache.put(scope + file, isolated(response));
      }),
    );
  }
}

async function removeOutdated(): Promise<void> {
  const names = outdated(await worker.caches.keys(), scope, set);
  await Promise.all(names.map((one) => worker.caches.delete(one)));
}

async function answer(request: Request, file: string): Promise<Response> {
  if (request.mode === 'navigate' && (await portIsAnothers())) {
    await worker.registration.unregister();
    return fetch(request);
  }
  const own = await worker.caches.open(name);
  const kept = (await own.match(scope + file)) ?? (isPage(file) ? undefined : await older(file));
  return kept ?? isolated(await fetch(request));
}

/** A file of the version before, for a page that is still open. */
const older = (file: string) => worker.caches.match(scope + file);

/**
 * Whether another program answers on this port of this machine than the one that these pages came
 * from: its pages are not ours to give.
 */
async function portIsAnothers(): Promise<boolean> {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(scope).hostname)) return false;
  try {
    const response = await fetch(`${scope}sw.js`, { cache: 'no-store' });
    return !response.ok || !(await response.text()).includes(TAKE_OVER);
  } catch {
    // Nobody answers.
    return false;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(removeOutdated()));
worker.addEventListener('message', ({ data }) => {
  if (data === TAKE_OVER) void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const file = method === 'GET' ? fileAt(url, scope, set) : null;
  if (file !== null) event.respondWith(answer(event.request, file));
});
