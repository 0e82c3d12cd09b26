/** The quota of a container, as Linux tells it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuQuota } from '../../src/platform/cpu-quota.js';

const V2 = '/sys/fs/cgroup';
const V1 = '/sys/fs/cgroup/cpu';
const cases: [what: string, files: Record<string, string>, quota: number][] = [
  ['no control groups', {}, Number.POSITIVE_INFINITY],
  ['no quota', { '/proc/self/cgroup': '0::/\n', [`${V2}/cpu.max`]: 'max 100000\n' }, Infinity],
  ['a container', { '/proc/self/cgroup': '0::/\n', [`${V2}/cpu.max`]: '150000 100000\n' }, 1.5],
  [
    'the least of the groups around',
    {
      '/proc/self/cgroup': '0::/a.slice/b.scope\n',
      [`${V2}/a.slice/b.scope/cpu.max`]: '400000 100000\n',
      [`${V2}/a.slice/cpu.max`]: '200000 100000\n',
    },
    2,
  ],
  [
    'a group outside of the container',
    { '/proc/self/cgroup': '0::/../other\n', [`${V2}/cpu.max`]: '50000 100000\n' },
    0.5,
  ],
  [
    'the first version',
    {
      '/proc/self/cgroup': '2:memory:/x\n1:cpu,cpuacct:/docker/1\n',
      [`${V1}/docker/1/cpu.cfs_quota_us`]: '-1\n',
      [`${V1}/docker/1/cpu.cfs_period_us`]: '100000\n',
      [`${V1}/cpu.cfs_quota_us`]: '300000\n',
      [`${V1}/cpu.cfs_period_us`]: '100000\n',
    },
    3,
  ],
  ['nonsense', { '/proc/self/cgroup': '0\n::\n', [`${V2}/cpu.max`]: 'x y z' }, Infinity],
];

for (const [what, files, quota] of cases) {
  test(`quota: ${what}`, () => {
    assert.equal(
      cpuQuota((file) => files[file]),
      quota,
    );
  });
}
