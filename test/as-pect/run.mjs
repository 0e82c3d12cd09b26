// Compiles each assembly/__tests__/*.spec.ts together with as-pect's library and runs it.
//
//   node test/as-pect/run.mjs [part of a file name]
//
// The last line is "N passed, N failed"; the exit code is 1 if anything failed, did not compile or
// did not run, or if there was nothing to run. A trap fails the one test that it happens in.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { SummaryReporter, TestContext } from '@as-pect/core';
import { instantiate } from '@assemblyscript/loader';
import asc from 'assemblyscript/asc';
import Transform from './transform.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const SPECS = 'assembly/__tests__';
const LIBRARY = './node_modules/@as-pect/assembly/assembly/index.ts';
const [, , part = ''] = process.argv;

let passed = 0;
let failed = 0;
for (const file of readdirSync(SPECS).sort()) {
  if (!file.endsWith('.spec.ts') || !file.includes(part)) continue;
  try {
    const counts = await runSpec(path.posix.join(SPECS, file));
    passed += counts.passed;
    failed += counts.failed;
  } catch (error) {
    console.error(`${file}: ${error.stack}`);
    failed++;
  }
}
if (passed + failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runSpec(entry) {
  const binary = await compile(entry);
  const context = new TestContext({ reporter: reporter(), binary, fileName: entry });
  context.run(await instantiate(binary, context.createImports({ env: {} })));
  const notPassed = context.testCount - context.testPassCount;
  return { passed: context.testPassCount, failed: notPassed || (context.pass ? 0 : 1) };
}

async function compile(entry) {
  let binary;
  const { error } = await asc.main(
    [entry, LIBRARY, '--config', 'test/as-pect/asconfig.json', '--outFile', 'spec.wasm'],
    {
      transforms: [new Transform()],
      stderr: process.stderr,
      writeFile: (name, contents) => {
        if (name === 'spec.wasm') binary = contents;
      },
    },
  );
  if (error) throw error;
  return binary;
}

function reporter() {
  const summary = new SummaryReporter();
  summary.stdout = process.stdout;
  summary.stderr = process.stderr;
  return summary;
}
