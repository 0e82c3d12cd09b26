/**
 * A static server of folders, with the headers that a page of ours wants: isolation, so that
 * threads may share memory, and a policy under which nothing but files of this server runs or is
 * reached.
 */

import { realpath } from 'node:fs/promises';
import { createServer, type RequestListener, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isAbsolute, join, relative, sep } from 'node:path';
import type Send from 'send';
import { on, UserError } from '../errors.js';

export interface StaticServerOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Sends the headers of cross-origin isolation; default true. */
  readonly isolated?: boolean;
}

export interface StaticServer {
  /** Of the root, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const POLICY = Object.entries({
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  // A chart becomes a PNG by way of an SVG image that the page made itself.
  'img-src': "'self' blob:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
})
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // Files may be built again at any time: the browser asks whether its copy is the latest.
  'Cache-Control': 'no-cache',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves folders on 127.0.0.1, each under a path that starts and ends with a slash. Throws a
 * UserError where the port can't be had.
 */
export async function serveFolders(
  folders: Readonly<Record<string, string>>,
  { port = 0, isolated = true }: StaticServerOptions = {},
): Promise<StaticServer> {
  const headers = { ...HEADERS, ...(isolated ? ISOLATION : {}) };
  // Loaded here, since what it needs can't be loaded under Node's --frozen-intrinsics.
  const { default: send } = await import('send');
  // A request without a host is refused below, with all headers.
  const server = createServer({ requireHostHeader: false }, answer(folders, headers, send))
    .on('checkExpectation', (_, response) =>
      response.setHeaders(new Headers(headers)).writeHead(417).end(),
    )
    .on('clientError', (error, socket) => refuseRaw(error, socket as Socket, headers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What this machine calls itself; a page elsewhere that has its name point here calls it otherwise. */
const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Of what is no request that can be read. */
const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** Refuses what never becomes a request. */
function refuseRaw(
  { code = '' }: NodeJS.ErrnoException,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF[code] ?? 400;
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' });
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${text}\r\n`);
}

function answer(
  folders: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  send: typeof Send,
): RequestListener {
  const headers = new Headers(own);
  const mounts = Object.entries(folders).sort(([a], [b]) => b.length - a.length);
  return async (request, response) => {
    response.setHeaders(headers);
    const refuse = (status: number, more: Readonly<Record<string, string>> = {}) =>
      response.writeHead(status, more).end();
    if (request.headers.host === undefined) return refuse(400);
    if (!OWN_HOST.test(request.headers.host)) return refuse(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(405, { Allow: 'GET, HEAD' });
    }
    const path = (request.url ?? '/').split('?')[0];
    const mount = mounts.find(([prefix]) => path.startsWith(prefix));
    if (mount === undefined) return refuse(404);
    const [prefix, root] = mount;
    const inside = path.slice(prefix.length - 1);
    if (await leadsOut(root, inside)) return refuse(404);
    send(request, inside, { root, dotfiles: 'deny', cacheControl: false })
      .on('error', ({ status, headers }) => refuse(status, headers))
      .pipe(response);
  };
}

/** Whether what a path names stands outside of a folder, as a link's target may. */
async function leadsOut(root: string, path: string): Promise<boolean> {
  try {
    const file = join(root, decodeURIComponent(path), path.endsWith('/') ? 'index.html' : '');
    const way = relative(await realpath(root), await realpath(file));
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  } catch {
    return false;
  }
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return on(
      'ports',
      new UserError(`port ${port} is taken by another program; --port N takes another one`),
    );
  }
  if (error.code === 'EACCES') {
    return on('ports', new UserError(`port ${port} may not be used here; those from 1024 on may`));
  }
  return error;
}
