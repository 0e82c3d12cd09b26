/** `tsx docs/site OUT`: makes the site of the documents there. */

import { buildSite } from './build.js';
import { documents } from './contents.js';
import { reference } from './reference.js';

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: tsx docs/site OUT');
const { pages, bytes } = await buildSite(out, [...documents(), ...(await reference())]);
console.log(`${out}: ${pages} pages, ${(bytes / 1e6).toFixed(1)} MB`);
