/** Packages of Debian, which only root can install. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Say = (line: string) => void;

/** Whether they were installed; says why not. `libc6:arm64` is one of another architecture. */
export function installFromDebian(packages: readonly string[], say: Say): boolean {
  const names = packages.join(', ');
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`left out: it needs ${names} of Debian, which root installs`);
    return false;
  }
  say(`installing ${names}`);
  const architectures = new Set(packages.map((name) => name.split(':')[1]).filter(Boolean));
  const commands = [
    ...[...architectures].map((one) => ['dpkg', '--add-architecture', one!]),
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  return commands.every(([command, ...words]) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const stdio = ['ignore', 'ignore', 'inherit'] as const;
    const { status } = spawnSync(command!, words, { stdio: [...stdio], env });
    if (status !== 0) say(`${command} ended with exit code ${status}`);
    return status === 0;
  });
}
