/** Ways to a Redis that can be cut. */

import { spawnSync } from 'node:child_process';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { freePort } from './redis-server.js';

/** What listens on this machine and hands on to somewhere, until it is cut. */
export class Bridge {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly target: { port: number } | { path: string },
  ) {}

  static async open(target: { port: number } | { path: string }): Promise<Bridge> {
    const bridge = new Bridge(await freePort(), target);
    await bridge.heal();
    return bridge;
  }

  async heal(): Promise<void> {
    this.server = createServer((near) => {
      const far = dial(this.target as { path: string });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one
          .on('error', () => {})
          .on('close', () => {
            this.sockets.delete(one);
            other.destroy();
          });
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server!.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

const ip = (...words: string[]): boolean => spawnSync('ip', words).status === 0;

/**
 * Two hosts of the test's own, each a network namespace, and a cable between them; nothing else is
 * connected to it. Undefined where this machine does not let us.
 */
export class TwoHosts {
  readonly address = '10.83.0.1';

  private constructor(private readonly names: readonly [string, string]) {}

  static make(): TwoHosts | undefined {
    const [a, b] = ['a', 'b'].map((name) => `ape${process.pid}${name}`) as [string, string];
    const hosts = new TwoHosts([a, b]);
    const isMade =
      ip('netns', 'add', a) &&
      ip('netns', 'add', b) &&
      ip('-n', a, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', b) &&
      ip('-n', a, 'address', 'add', `${hosts.address}/30`, 'dev', 'cable') &&
      ip('-n', b, 'address', 'add', '10.83.0.2/30', 'dev', 'cable') &&
      [a, b].every((name) => ip('-n', name, 'link', 'set', 'lo', 'up')) &&
      ip('-n', b, 'link', 'set', 'cable', 'up') &&
      ip('-n', a, 'link', 'set', 'cable', 'up');
    if (isMade) return hosts;
    hosts.remove();
    return undefined;
  }

  /** What stands before a command that is run on a host. */
  on(host: 0 | 1): string[] {
    return ['ip', 'netns', 'exec', this.names[host]];
  }

  /** Nothing says that the cable is cut: what is sent is lost. */
  cut(): void {
    ip('-n', this.names[0], 'link', 'set', 'cable', 'down');
  }

  heal(): void {
    ip('-n', this.names[0], 'link', 'set', 'cable', 'up');
  }

  remove(): void {
    for (const name of this.names) ip('netns', 'delete', name);
  }
}
