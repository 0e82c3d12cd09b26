/** A redis-server of a test's own, on this machine, in a folder of its own. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { blockNamed } from '../docs/blocks.js';

/** Why tests with a Redis are skipped; with CI=true that is a failure. */
export function missingRedis(): string | false {
  if (spawnSync('redis-server', ['--version']).status === 0) return false;
  const missing = "redis-server is not installed (Debian's package of that name)";
  if (process.env.CI === 'true') throw new Error(missing);
  return missing;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What docs/many-machines.md says of it, but for the place. */
function documentedConfig(): string {
  const { code } = blockNamed('docs/many-machines.md', 'redis');
  return code.replace(/^(bind|port|dir) .*\n/gm, '');
}

export interface ServerOptions {
  /** Where it listens. */
  readonly address?: string;
  /** Further lines of its configuration. */
  readonly config?: string;
  /** Words before those that start it. */
  readonly within?: readonly string[];
}

export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly address: string,
    readonly port: number,
    private readonly within: readonly string[],
  ) {}

  static async start(folder: string, options: ServerOptions = {}): Promise<RedisServer> {
    const { address = '127.0.0.1', config = '', within = [] } = options;
    const port = await freePort();
    mkdirSync(folder, { recursive: true });
    const lines = [
      `bind ${address}`,
      `port ${port}`,
      `dir "${folder}"`,
      documentedConfig(),
      config,
    ];
    writeFileSync(path.join(folder, 'redis.conf'), lines.join('\n'));
    const server = new RedisServer(folder, address, port, within);
    await server.start();
    return server;
  }

  /** Where it is, or where something is that hands on to it. */
  url(credentials = 'ape:secret@', at = `${this.address}:${this.port}`): string {
    return `redis://${credentials}${at}`;
  }

  /** Starts it, again after it was killed; resolves when it has read what it kept. */
  async start(): Promise<void> {
    const words = [...this.within, 'redis-server', path.join(this.folder, 'redis.conf')];
    const server = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = server;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve();
      });
      server.on('error', reject);
      server.on('exit', () => reject(new Error(`redis-server ended:\n${said}`)));
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const server = this.process;
    this.process = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  }
}

/** Waits until something holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await later(50);
  }
}
