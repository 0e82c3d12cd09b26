/**
 * The Redis that a queue stands on: its address as it is given, and whether one gets in. The packages
 * bullmq and ioredis are not installed with this one, and are loaded when they are needed.
 *
 * A wrong password does not end ioredis: it tries for ever. So a visitor with a time limit comes first.
 *
 * Source: https://github.com/redis/ioredis, https://docs.bullmq.io.
 */

import type { Redis, RedisOptions } from 'ioredis';
import { clipped, UserError } from '../errors.js';

/** Where the address may stand in place of the command line, which every user of a machine can read. */
export const REDIS_VARIABLE = 'APEBENCH_REDIS_URL';

/** The name of the queue, under a prefix. */
export const QUEUE = 'experiments';

/** Of a visitor, until it has an answer. */
const VISIT_MS = 5000;

export interface RedisPlace {
  /** For messages: without user and password. */
  readonly shown: string;
  readonly options: RedisOptions;
}

/** A connection that comes back by itself, and what is made of it. */
export interface OpenRedis {
  readonly bullmq: typeof import('bullmq');
  readonly connection: Redis;
  readonly shown: string;
  readonly prefix: string;
}

const EXAMPLE = 'redis://HOST:PORT, or rediss://USER:PASSWORD@HOST:PORT';

/** @throws UserError, which never quotes the address: a password may stand in it. */
function parseAddress(from: string, text: string): RedisPlace {
  const wrong = (why: string) =>
    new UserError(
      `${from}: ${why}; it must be ${EXAMPLE}, with signs such as @ : / # of a password as %40 %3A %2F %23`,
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('this is no address');
  }
  const { protocol, hostname, port, pathname } = url;
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw wrong(`an address that starts with '${clipped(protocol)}' is not one of a Redis`);
  }
  if (hostname === '') throw wrong('the address names no host');
  if (!/^(\/\d*)?$/.test(pathname))
    throw wrong('what follows its host is not the number of a database');
  if (url.search !== '' || url.hash !== '')
    throw wrong('the address has parts that mean nothing here');
  let user: string;
  let password: string;
  try {
    [user, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  } catch {
    throw wrong('its user or password has a % that stands for no sign');
  }
  return {
    shown: `${protocol}//${hostname}:${port || '6379'}${pathname === '/' ? '' : pathname}`,
    options: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 6379),
      db: Number(pathname.slice(1)),
      ...(user === '' ? {} : { username: user }),
      ...(password === '' ? {} : { password }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  };
}

/** The Redis that `--redis` or the environment names. Throws a `UserError` where it is none. */
export function readRedisPlace(given: string | undefined): RedisPlace {
  if (given !== undefined) return parseAddress('--redis', given);
  const set = process.env[REDIS_VARIABLE];
  if (set) return parseAddress(REDIS_VARIABLE, set);
  throw new UserError(`--redis is missing: ${EXAMPLE}; it may stand in ${REDIS_VARIABLE} instead`);
}

/** What keys of the queue start with. */
export function checkPrefix(prefix: string): void {
  if (/^[\w.{}-]{1,64}$/.test(prefix)) return;
  throw new UserError(
    `--prefix must be up to 64 letters, digits and signs of _ . - { }, not '${clipped(prefix)}'`,
  );
}

async function loadPackages() {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      'the engine bullmq needs two packages that are not installed: npm install bullmq ioredis',
      { cause: error },
    );
  }
}

/** Whether Redis will go on to refuse: waiting does not help. */
export const isRefusal = (error: Error): boolean =>
  /^(WRONGPASS|NOAUTH|NOPERM|READONLY)\b/.test(error.message);

/** What to do about an error of a Redis or on the way to it. */
export function explained(shown: string, prefix: string, { message }: Error): UserError {
  const at = `the Redis at ${shown}`;
  if (message.startsWith('WRONGPASS')) {
    return new UserError(`${at} refuses this user and password`);
  }
  if (message.startsWith('NOAUTH')) {
    return new UserError(
      `${at} wants a user and a password: rediss://USER:PASSWORD@HOST:PORT in ${REDIS_VARIABLE}`,
    );
  }
  if (message.startsWith('NOPERM') && /\bkeys?\b/.test(message)) {
    return new UserError(
      `${at} does not let this user use keys that start with '${prefix}:'; --prefix names the ` +
        'start that it may use (docs/many-machines.md)',
    );
  }
  if (message.startsWith('NOPERM')) {
    return new UserError(
      `${at} does not let this user do what a queue needs: ${clipped(message, 160)} ` +
        '(docs/many-machines.md has a user that may)',
    );
  }
  if (message.startsWith('READONLY')) {
    return new UserError(`${at} is a replica that takes nothing: name the one that it copies`);
  }
  return new UserError(`${at} cannot be reached: ${clipped(message, 160)}`);
}

/** Comes in once, looks whether the queue's keys may be used, and goes. */
async function visit(
  Redis: typeof import('ioredis').Redis,
  { options, shown }: RedisPlace,
  prefix: string,
): Promise<void> {
  const client = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: VISIT_MS,
    retryStrategy: () => null,
  });
  // What connect() throws is that there is no connection; the reason is told before it.
  let reason: Error | undefined;
  client.on('error', (error) => {
    reason ??= error;
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const message = `it gave no answer in ${VISIT_MS / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), VISIT_MS);
  });
  const ask = async () => {
    await client.connect();
    await client.ping();
    await client.info('server');
    // A write, of a key that is not there.
    await client.del(`${prefix}:${QUEUE}:nothing`);
  };
  try {
    await Promise.race([ask(), limit]);
  } catch (error) {
    throw explained(shown, prefix, reason ?? (error as Error));
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

/**
 * Opens a connection. Throws a `UserError` where the packages are not installed, the Redis is not
 * there, or does not let this user in or use keys with this prefix.
 */
export async function openRedis(place: RedisPlace, prefix: string): Promise<OpenRedis> {
  checkPrefix(prefix);
  const { bullmq, Redis } = await loadPackages();
  await visit(Redis, place, prefix);
  const connection = new Redis({ ...place.options, maxRetriesPerRequest: null });
  return { bullmq, connection, shown: place.shown, prefix };
}
