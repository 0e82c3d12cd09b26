import { withSite } from './test/browser/browser.js';
import { mkdirSync } from 'node:fs';
mkdirSync('/tmp/shots', { recursive: true });
const [w='1024', h='2400', name='p6-art', scheme='light', click=''] = process.argv.slice(2);
await withSite({ folders: { '/': '/tmp/p6art', '/apebench/': 'dist/web' }, isolated: false }, async ({ open }) => {
  const { page, errors } = await open('');
  page.on('console', (m) => console.log('console', m.text()));
  await page.setViewportSize({ width: Number(w), height: Number(h) });
  await page.emulateMedia({ colorScheme: scheme as 'light' });
  await page.waitForTimeout(4000);
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
  if (click) {
    await page.locator('ape-experiment').nth(0).getByRole('button', { name: 'Train' }).click();
    await page.locator('ape-experiment').nth(2).getByRole('button', { name: 'Train' }).click();
    await page.getByText('finished on').nth(1).waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `/tmp/shots/${name}-trained.png`, fullPage: true });
    if (click==='print') { await page.emulateMedia({ media: 'print', colorScheme: 'dark' }); await page.waitForTimeout(500); await page.screenshot({ path: `/tmp/shots/${name}-print.png`, fullPage: true }); }
  }
  console.log(errors);
});
