/** What to install for a GPU where none was found. */

import { delimiter } from 'node:path';

/** By `process.platform`. */
const DRIVERS: Readonly<Record<string, string>> = {
  linux:
    'a Vulkan driver: for NVIDIA the proprietary one (Debian: nvidia-driver, nvidia-vulkan-icd), for ' +
    'AMD and Intel mesa-vulkan-drivers; for tests, one in software is in the package chromium: ' +
    'VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json',
  darwin: 'macOS 11 or newer, which has Metal',
  win32: 'a graphics driver with Direct3D 12',
};

/** Without it no driver is looked for, so that the drivers' advice is needed beside it. */
const LOADER =
  "Vulkan's loader, libvulkan.so.1 (Debian: libvulkan1; the package chromium has one of its own: " +
  'LD_LIBRARY_PATH=/usr/lib/chromium), and ';

/** Variables that name the files of drivers, and keep the loader from looking anywhere else. */
const VARIABLES = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];

/** Of each of the variables, what it names that is not there. */
export function missingDrivers(
  env: Readonly<Record<string, string | undefined>>,
  exists: (file: string) => boolean,
): string[] {
  return VARIABLES.flatMap((name) => {
    const files = (env[name] ?? '').split(delimiter).filter((file) => file && !exists(file));
    return files.map((file) => `${name} names ${file}, which is not there`);
  });
}

/**
 * `said` is what Dawn wrote while it looked. It tries Vulkan on Windows, too, where nobody misses
 * it.
 */
export function gpuAdvice(
  platform: string,
  said: readonly string[],
  missing: readonly string[] = [],
): string {
  if (said.some((line) => line.includes('npm package webgpu')))
    return 'for --backend webgpu: npm install webgpu';
  const lacksLoader =
    platform === 'linux' && said.some((line) => line.includes("Couldn't load Vulkan"));
  const driver = DRIVERS[platform] ?? 'a driver with Vulkan';
  return ['for --backend webgpu: ', ...missing.map((one) => `${one}; `)]
    .concat(lacksLoader ? [LOADER, driver] : [driver])
    .join('');
}
