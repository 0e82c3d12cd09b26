/** The processors that a container may use, by Linux' control groups. */

/** A file's text, undefined where it cannot be read. */
export type Reader = (file: string) => string | undefined;

const ROOT = '/sys/fs/cgroup';

/** A group and those around it, the innermost first; `/` is what a container calls its own. */
function around(group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`).concat('');
}

/** Processors of a quota in microseconds a period; infinity for none. */
function share(quota: string | undefined, period: string | undefined): number {
  const [time, of] = [Number(quota), Number(period)];
  return time > 0 && of > 0 ? time / of : Number.POSITIVE_INFINITY;
}

/**
 * The least quota of the process's group and those around it, in processors, of both versions of
 * control groups (`cpu.max`; `cpu.cfs_quota_us`); infinity without one.
 */
export function cpuQuota(read: Reader): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const quotas = groups.flatMap(([id, controllers = '', group = '']) => {
    if (id === '0') {
      return around(group).map((path) => {
        const [quota, period] = (read(`${ROOT}${path}/cpu.max`) ?? '').trim().split(' ');
        return share(quota, period);
      });
    }
    if (!controllers.split(',').includes('cpu')) return [];
    return around(group).map((path) => {
      const of = (name: string) => read(`${ROOT}/cpu${path}/cpu.cfs_${name}_us`);
      return share(of('quota'), of('period'));
    });
  });
  return Math.min(...quotas, Number.POSITIVE_INFINITY);
}
