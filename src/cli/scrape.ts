/** `apebench scrape`: the train and test data of scenarios, as .npy files. */

import type { Argv, CommandModule } from 'yargs';
import { foundIn, UserError } from '../errors.js';
import {
  curations,
  openStore,
  readScrape,
  type Scrape,
  type ScrapedFiles,
  type ScrapeEntry,
  type ScrapeEvent,
  type ScrapeOptions,
} from '../study/index.js';
import { requirePlace, scrapeInto } from '../study/running/index.js';
import { stopSignal } from './interrupt.js';
import {
  ALLOW_NON_FINITE,
  type ComputeArguments,
  computeOptions,
  namingFlags,
  outputOf,
  outputOptions,
  readEntrySet,
  requireOptions,
  runOptions,
  setOption,
} from './options.js';
import type { Output } from './output.js';
import { duration } from './progress.js';

interface ScrapeArguments extends ComputeArguments {
  scenario?: string;
  set?: string | string[];
  name?: string;
  curation?: string;
  coarse: boolean;
  out: string;
  overwrite: boolean;
  'allow-non-finite': boolean;
  json: boolean;
  quiet: boolean;
}

const OWN_KEYS = ['scenario', 'name'];

const OUTLOOK =
  'Files that are finished stay; the same command makes the others, from their start.';

/** Lines of progress come no more often than this. */
const LINE_SECONDS = 10;

/** What is scraped, in order, and work on one of them whose errors say which. */
interface Work {
  readonly entries: readonly ScrapeEntry[];
  naming<T>(index: number, work: () => Promise<T>): Promise<T>;
}

/** The one entry of the options, or those of a curation. */
function readWork(args: ScrapeArguments): Work {
  const attributes = readEntrySet(args.set, OWN_KEYS);
  if (args.curation === undefined) {
    requireOptions(args, ['scenario']);
    const entry: ScrapeEntry = { scenario: args.scenario!, name: args.name, ...attributes };
    return { entries: [entry], naming: (_, work) => namingFlags(OWN_KEYS, work) };
  }
  for (const flag of ['scenario', 'name', 'set'] as const) {
    if (args[flag] !== undefined) {
      throw new UserError(`--${flag} can't stand beside --curation, which decides it`);
    }
  }
  const entries = curations.get(args.curation);
  const naming: Work['naming'] = async (index, work) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw foundIn(`entry ${index + 1} of ${entries.length} of ${args.curation}`, error);
    }
  };
  return { entries, naming };
}

/** What happens, line by line; progress every ten seconds and at the end of a file. */
function teller(output: Output): (event: ScrapeEvent) => void {
  let file = '';
  let since = 0;
  let last = 0;
  return (event) => {
    if (event.kind === 'notice') return output.note(`  ${event.notice}`);
    if (event.kind === 'skipped') return output.note(`  it is there already: ${event.file}`);
    const now = performance.now() / 1000;
    if (event.kind === 'begun') {
      [file, since, last] = [event.file, now, now];
      return output.note(`  making ${file}`);
    }
    const { done, total } = event;
    if (done < total && now - last < LINE_SECONDS) return;
    last = now;
    const spent = now - since;
    const time =
      done < total ? `${duration((spent / done) * (total - done))} left` : duration(spent);
    output.note(`  ${done}/${total} samples, ${time}: ${file}`);
  };
}

function text({ json, files }: ScrapedFiles): string {
  const lines = files.map(({ file, shape, skipped }) => {
    const note = skipped ? ' (it was there already)' : '';
    return `  ${file}: ${shape.join(' x ')}${note}`;
  });
  return [json, ...lines].join('\n');
}

export const scrapeCommand: CommandModule<object, ScrapeArguments> = {
  command: 'scrape',
  describe: 'write the train and test data of a scenario',
  builder: (yargs: Argv) =>
    outputOptions(computeOptions(setOption(yargs)))
      .option('scenario', { type: 'string', describe: 'see `list scenarios`' })
      .option('name', {
        type: 'string',
        describe: 'what the files are called (by default after the scenario and what is set)',
      })
      .option('curation', {
        type: 'string',
        describe: 'all data sets of a list instead, see `list curations`',
      })
      .option('coarse', {
        type: 'boolean',
        default: false,
        describe: 'the data of the coarse solver, in NAME_train_coarse.npy, …',
      })
      .option('out', { type: 'string', default: 'data', describe: 'folder of the files' })
      .option('overwrite', {
        type: 'boolean',
        default: false,
        describe: 'make also what is there already, and replace other data under these names',
      })
      .option('allow-non-finite', ALLOW_NON_FINITE) as unknown as Argv<ScrapeArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, ['out']);
    const { coarse, overwrite, 'allow-non-finite': allowNonFinite } = args;
    const interrupt = stopSignal(OUTLOOK);
    const onEvent = teller(output);
    const running = runOptions(args, interrupt.signal);
    const options: ScrapeOptions = { ...running, coarse, overwrite, allowNonFinite, onEvent };
    try {
      const { entries, naming } = readWork(args);
      const store = openStore(args.out);
      const scrapes: Scrape[] = [];
      for (const [i, entry] of entries.entries()) {
        const scrape = await naming(i, () => readScrape(entry, options));
        await naming(i, () => requirePlace(store, scrape, options));
        scrapes.push(scrape);
      }
      const results: ScrapedFiles[] = [];
      for (const [i, scrape] of scrapes.entries()) {
        output.note(`${i + 1} of ${scrapes.length}: ${scrape.name}`);
        results.push(await naming(i, () => scrapeInto(store, scrape, options)));
      }
      output.result(results.map(text).join('\n'), results);
    } finally {
      interrupt.release();
    }
  },
};
