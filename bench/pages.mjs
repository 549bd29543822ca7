// How much the pages weigh: node bench/pages.mjs [URL], with the address of a running server. Needs `make web` and Chromium.
//
// For each page a first visit with an empty cache and a second one: requests, and bytes as they came over the wire, heads included.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core');
const server = new URL(process.argv[2] ?? 'http://127.0.0.1:8080').origin;
const question = new URLSearchParams({ query: '{ projects(first: 1) { nodes { id } } }' });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
console.log('page'.padEnd(14), 'visit'.padEnd(7), 'requests'.padStart(9), 'bytes'.padStart(10));
for (const path of ['/', '/?lang=ro', '/docs', '/docs/errors', `/graphiql?${question}`]) {
  const context = await browser.newContext();
  for (const visit of ['first', 'second']) {
    const page = await context.newPage();
    const sizes = [];
    page.on('requestfinished', (request) => sizes.push(request.sizes().then((size) => [request, size.responseHeadersSize + size.responseBodySize])));
    await page.goto(server + path, { waitUntil: 'networkidle' });
    // What the browser had already never came over the wire.
    const sent = [];
    for (const [request, bytes] of await Promise.all(sizes)) {
      if (!request.url().startsWith('data:') && request.timing().responseStart > 0 && bytes > 0) sent.push(bytes);
    }
    const total = sent.reduce((sum, bytes) => sum + bytes, 0);
    console.log(path.split('?query')[0].padEnd(14), visit.padEnd(7), String(sent.length).padStart(9), String(total).padStart(10));
    await page.close();
  }
  await context.close();
}
await browser.close();
