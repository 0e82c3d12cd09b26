/** Few things at a time, in the order in which they were asked for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../src/web/element/turns.js';

/** Takes turns by name; which have come. */
function taking(turns: Turns) {
  const come: string[] = [];
  const take = (name: string) => {
    const turn = turns.take();
    void turn.come.then(() => come.push(name));
    return turn;
  };
  const now = async () => {
    await new Promise(setImmediate);
    return come.join('');
  };
  return { take, now };
}

test('turns come in their order, so many at a time', async () => {
  const turns = new Turns(2);
  const { take, now } = taking(turns);
  assert.ok(turns.isFree);
  const [a, b, c] = [take('a'), take('b'), take('c'), take('d')] as const;
  assert.equal(await now(), 'ab');
  assert.ok(!turns.isFree);
  b.giveBack();
  assert.equal(await now(), 'abc');
  a.giveBack();
  c.giveBack();
  assert.equal(await now(), 'abcd');
  assert.ok(turns.isFree);
});

test('one that is given back while it waits never comes, and one twice makes room once', async () => {
  const turns = new Turns(1);
  const { take, now } = taking(turns);
  const [a, b] = [take('a'), take('b'), take('c'), take('d')] as const;
  b.giveBack();
  assert.equal(await now(), 'a');
  a.giveBack();
  a.giveBack();
  assert.equal(await now(), 'ac');
});
