// A stand-in for `apebench run-one` without a line: it does what the network's name in the manifest
// says, in place of training it. `node child.mjs BEHAVIOUR_FOLDER`, told by its parent.

import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [, , folder] = process.argv;
if (existsSync(path.join(folder, 'broken'))) {
  process.stderr.write('it is broken\n');
  process.exit(3);
}

/** What each line does, by its index. */
const acts = JSON.parse(process.env.ACTS);

let busy;
process.on('message', ({ kind, index, threads }) => {
  if (kind === 'stop') {
    if (busy === undefined) process.exit();
    clearTimeout(busy);
    appendFileSync(path.join(folder, 'log'), `stopped ${index ?? ''}\n`);
    process.send({ kind: 'stopped', exitCode: 143 });
    return;
  }
  const name = `e${index}`;
  const tries = path.join(folder, name);
  const isFirst = !existsSync(tries);
  writeFileSync(tries, '');
  appendFileSync(path.join(folder, 'log'), `begin ${index} ${threads} ${process.pid}\n`);
  const end = (reply) => {
    busy = undefined;
    appendFileSync(path.join(folder, 'log'), `end ${index}\n`);
    process.send(reply);
  };
  const whole = { kind: 'whole', outcome: { name, trained: true, diverged: [] } };
  const act = acts[index] ?? 'work';
  process.send({ kind: 'progress', name, progress: { update: 1, total: 2, losses: [Infinity] } });
  process.stderr.write(`said by ${index}\n`);
  if (act === 'die' || (act === 'die once' && isFirst)) process.kill(process.pid, 'SIGKILL');
  else if (act === 'exit') process.exit(7);
  else if (act === 'fail') {
    const failure = { key: 'k', name, manifest: 'm', error: 'it fails', exitCode: 2 };
    end({ kind: 'failed', failure: { ...failure, machine: '', finished: '', log: [] } });
  } else busy = setTimeout(() => end(whole), act === 'long' ? 60_000 : 30);
});
process.on('disconnect', () => process.exit());
process.send({ kind: 'ready' });
