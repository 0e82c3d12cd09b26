import { withPages } from './test/browser/experiment-page.js';
import { mkdirSync } from 'node:fs';
mkdirSync('/tmp/shots', { recursive: true });
const [hash = '', w = '1440', h = '900', name = 'shot', wait = '4000', scheme = 'light'] = process.argv.slice(2);
await withPages(async ({ open }) => {
  const { page, errors } = await open('index.html');
  await page.setViewportSize({ width: Number(w), height: Number(h) });
  await page.emulateMedia({ colorScheme: scheme as 'light' });
  page.on('console', (m) => console.log('console', m.text()));
  if (hash) await page.evaluate((to) => { location.hash = to; }, hash);
  await page.waitForTimeout(Number(wait));
  await page.click('#share'); await page.getByRole('button',{name:'Copy command'}).click(); await page.waitForTimeout(500); await page.screenshot({ path: `/tmp/shots/${name}.png` });
  console.log(errors);
});
