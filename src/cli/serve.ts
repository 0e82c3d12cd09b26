/** `apebench serve`: the page, on this machine. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Argv, CommandModule } from 'yargs';
import { UserError } from '../errors.js';
import { type Interrupted, stopSignal } from './interrupt.js';
import { outputOf, outputOptions, wholeNumber } from './options.js';
import { serveFolders } from './static-server.js';

interface ServeArguments {
  port: string;
  json: boolean;
  quiet: boolean;
}

/** The page stands beside the built command line, and what a plain script imports does too. */
const PAGE = fileURLToPath(new URL('./web', import.meta.url));
/** The site of the documents, which a build has where it was asked for, as the package's is. */
const DOCS = path.join(PAGE, 'docs');
const LIBRARY = fileURLToPath(new URL('./browser', import.meta.url));

/** What a page needs for ONNX models, where the package is installed. */
function onnxFolder(): Record<string, string> {
  try {
    const { resolve } = createRequire(import.meta.url);
    return { '/onnxruntime-web/': path.dirname(resolve('onnxruntime-web')) };
  } catch {
    return {};
  }
}

export const serveCommand: CommandModule<object, ServeArguments> = {
  command: 'serve',
  describe: 'the page, locally',
  builder: (yargs: Argv) =>
    outputOptions(yargs).option('port', {
      type: 'string',
      default: '8080',
      describe: 'where to listen; 0 takes any free port',
    }) as unknown as Argv<ServeArguments>,
  handler: async (args) => {
    const port = wholeNumber('--port', args.port, 0, 65535);
    if (!existsSync(PAGE)) throw new UserError(`there is no ${PAGE}; \`npm run build\` makes it`);
    const output = outputOf(args);
    const folders = { '/': PAGE, '/apebench/': LIBRARY, ...onnxFolder() };
    const server = await serveFolders(folders, { port });
    const { signal, release } = stopSignal();
    output.result(server.url, { url: server.url });
    if (!existsSync(DOCS)) output.note('This build has no documents; `npm run docs` makes them.');
    output.note('Ctrl-C ends it.');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    release();
    await server.close();
    process.exitCode = (signal.reason as Interrupted).exitCode;
  },
};
