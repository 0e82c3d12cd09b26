/**
 * The files of one version of the pages: index.html, bench.html, and a folder of the version's own
 * name with all else. A page of a version asks for files of its folder alone, so what the service
 * worker gives it is of one version whatever it keeps.
 */

export interface FileSet {
  /** The name of the folder: of the package, and the hash of what the folder holds. */
  readonly version: string;
  /** The path of every file below the folder of the pages, and its integrity as `fetch` takes it. */
  readonly files: Readonly<Record<string, string>>;
}

const VERSION_FOLDER = /^\d[\w.+-]*-[0-9a-f]{10}\//;

/** A page has one name in all versions; what lies in a version's folder is of that version. */
export const isPage = (name: string): boolean => !name.includes('/');

/** The file that an address means, null for what no version has. `scope` is the folder of the pages. */
export function fileAt(address: string, scope: string, { files }: FileSet): string | null {
  const url = new URL(address);
  const path = url.origin + url.pathname;
  if (!path.startsWith(scope)) return null;
  const name = path.slice(scope.length) || 'index.html';
  return Object.hasOwn(files, name) || VERSION_FOLDER.test(name) ? name : null;
}

/** Pages of other folders of the same origin have caches, too. */
const prefixOf = (scope: string): string => `apebench ${scope} `;

export const cacheName = (scope: string, { version }: FileSet): string => prefixOf(scope) + version;

/**
 * Of the caches of an origin, in the order in which they were made, those that no page needs any
 * more: all of these pages but their own and the one before, of which pages may still be open.
 */
export function outdated(names: readonly string[], scope: string, set: FileSet): string[] {
  const others = names.filter(
    (name) => name.startsWith(prefixOf(scope)) && name !== cacheName(scope, set),
  );
  return others.slice(0, -1);
}

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The same response with the headers of cross-origin isolation, which many hosts of static files
 * cannot send; and no more as one that was redirected, which no page may be loaded from.
 */
export function isolated(response: Response): Response {
  // What the page may not look into, as a redirect that the browser is to follow.
  if (response.type !== 'basic' && response.type !== 'default') return response;
  const { status, statusText, body } = response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(body, { status, statusText, headers });
}
