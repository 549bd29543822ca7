// The pages in a real browser: node tests/browser.mjs URL, with the address of a running server.
//
// The browser is Debian's Chromium, or the one of CHROMIUM. SCREENSHOTS=FOLDER keeps pictures of all pages there. Ends with 1 if
// anything is wrong, and then says what.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const server = new URL(process.argv[2] ?? 'http://127.0.0.1:8080').origin;
const screenshots = process.env.SCREENSHOTS;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const SHARED = { query: 'query Shared($first: Int) { projects(first: $first) { totalCount nodes { slug } } }', variables: '{"first": 1}' };

/** Opens a page in a browser profile of its own; it may load nothing from elsewhere and say nothing on the console. */
async function visit(browser, options, path, check) {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
  page.on('request', (request) => new URL(request.url()).origin === server || wrong.push(`foreign request: ${request.url()}`));
  page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && wrong.push(`${response.status()}: ${response.url()}`));
  await page.goto(server + path);
  await check(page);
  await context.close();
  assert.deepEqual(wrong, [], `${path} in the browser`);
}

/** Parts that GraphiQL brings: the colours of the editor, and tabs with a button inside. */
const GRAPHIQL = ['.monaco-editor', '.graphiql-tab'];

/** What axe finds, as lines. */
async function accessibility(page, { impacts, exclude = [] } = {}) {
  await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const run = ([exclude, values]) => window.axe.run({ exclude }, { runOnly: { type: 'tag', values } });
  const { violations } = await page.evaluate(run, [exclude, tags]);
  const wanted = violations.filter(({ impact }) => !impacts || impacts.includes(impact));
  return wanted.flatMap(({ id, impact, nodes }) => nodes.map((node) => `${impact} ${id}: ${node.html}`));
}

const answer = (page) => page.locator('.result-window .view-lines');

/** Waits until the answer says these words. The editor writes blanks that don't break lines. */
async function answered(page, words) {
  const text = async () => (await answer(page).innerText()).replaceAll('\u00a0', ' ');
  for (let i = 0; i < 300; i++) {
    if ((await answer(page).count()) && (await text()).includes(words)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`no answer with ${words}: ${(await answer(page).count()) && (await text())}`);
}

const shared = `/graphiql?${new URLSearchParams(SHARED)}`;
const checks = {
  async 'the start page and the documentation are accessible'(browser) {
    for (const path of ['/', '/?lang=ro', '/docs', '/docs?lang=ro', '/docs/errors', '/docs/errors?lang=ro']) {
      for (const colorScheme of ['light', 'dark']) {
        for (const viewport of [DESKTOP, PHONE]) {
          // Axe is a script, which the pages' own policy rightly refuses.
          await visit(browser, { viewport, colorScheme, bypassCSP: true }, path, async (page) => {
            assert.deepEqual(await accessibility(page), [], `${path}, ${colorScheme}, ${viewport.width} px`);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
          });
        }
      }
    }
  },

  async 'the start page speaks the language of the browser, or the one that is chosen'(browser) {
    for (const [locale, language] of [['en-GB', 'en'], ['ro-RO', 'ro'], ['fr-FR', 'en']]) {
      await visit(browser, { locale }, '/', async (page) => assert.equal(await page.getAttribute('html', 'lang'), language));
    }
    await visit(browser, {}, '/', async (page) => {
      await page.click('text=Română');
      assert.equal(await page.getAttribute('html', 'lang'), 'ro');
      await page.click('text=Documentație');
      assert.equal(await page.getAttribute('html', 'lang'), 'ro');
    });
  },

  async 'the start page needs no JavaScript'(browser) {
    await visit(browser, { javaScriptEnabled: false }, '/', async (page) => {
      assert.match(await page.innerText('.numbers'), /Projects\s+13|13\s+Projects/);
    });
  },

  async 'a question of the start page opens with its answer'(browser) {
    await visit(browser, { locale: 'ro' }, '/', async (page) => {
      await page.click('text=Ce inițiative au legătură cu Cluj-Napoca?');
      await answered(page, '"totalCount": 5');
      await answered(page, 'Dezvoltarea economiei sociale');
    });
  },

  async 'the playground asks a starter question'(browser) {
    await visit(browser, {}, '/graphiql', async (page) => {
      await page.click('text=Which projects are for women?');
      await answered(page, '"totalCount": 4');
      await page.waitForFunction(() => new URL(location.href).searchParams.get('query')?.includes('ForWomen'));
    });
  },

  async 'the playground completes the name of a field'(browser) {
    await visit(browser, {}, `/graphiql?${new URLSearchParams({ query: '{ registry { licence } }' })}`, async (page) => {
      await answered(page, 'CC-BY-4.0');
      // Names can be completed once the schema has arrived.
      await page.waitForSelector('[aria-label^="Re-fetch"]:not([disabled])');
      await page.click('.graphiql-query-editor .view-lines');
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.type(' fundingC');
      await page.locator('.suggest-widget.visible').getByText('fundingCalls').first().click();
      assert.match((await page.innerText('.graphiql-query-editor .view-lines')).replaceAll('\u00a0', ' '), /\{ ?fundingCalls/);
    });
  },

  async 'the playground follows a link and gives one'(browser) {
    await visit(browser, {}, shared, async (page) => {
      await answered(page, '"totalCount": 13');
      await answered(page, '"slug"');
      assert.equal(await page.innerText('.graphiql-tab-active'), 'Shared');
      await page.click('[aria-label="Copy a link to this question"]');
      await page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
      const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
      assert.deepEqual(Object.fromEntries(link.searchParams), SHARED);
    });
  },

  async 'the playground opens its documentation, explorer and history'(browser) {
    await visit(browser, {}, '/graphiql', async (page) => {
      for (const name of ['Documentation Explorer', 'GraphiQL Explorer', 'History']) {
        await page.click(`[aria-label="Show ${name}"]`);
        await page.waitForSelector(`[aria-label="Hide ${name}"]`);
      }
    });
  },

  async 'the playground works by keyboard'(browser) {
    await visit(browser, {}, '/graphiql', async (page) => {
      const button = page.getByRole('button', { name: 'Which partners take part in several projects?' });
      await button.focus();
      await page.keyboard.press('Enter');
      await answered(page, '"totalCount": 3');
      await page.click('.graphiql-query-editor .view-lines');
      await page.keyboard.press('Control+A');
      // The editor closes brackets by itself.
      await page.keyboard.type('{ registry { dataVersion ');
      await page.waitForFunction(() => new URL(location.href).searchParams.get('query')?.includes('dataVersion'));
      await page.keyboard.press('Control+Enter');
      await answered(page, '"dataVersion": 1');
    });
  },

  async 'on a phone, question and answer lie one below the other'(browser) {
    await visit(browser, { viewport: PHONE, hasTouch: true }, shared, async (page) => {
      await answered(page, '"totalCount": 13');
      const [question, reply] = await Promise.all(['.graphiql-query-editor', '.graphiql-response'].map((part) => page.locator(part).boundingBox()));
      assert.ok(question.width > 300 && reply.width > 300 && reply.height > 150, JSON.stringify({ question, reply }));
      assert.ok(reply.y >= question.y + question.height, 'the answer lies below the question');
      await page.click('[aria-label="Show Starter questions"]');
      await page.click('text=Which projects are for women?');
      await answered(page, '"totalCount": 4');
    });
  },

  async 'the playground has no serious fault of accessibility of our making'(browser) {
    for (const colorScheme of ['light', 'dark']) {
      for (const viewport of [DESKTOP, PHONE]) {
        await visit(browser, { colorScheme, viewport, bypassCSP: true }, shared, async (page) => {
          await answered(page, '"totalCount": 13');
          await page.click('[aria-label="Show Starter questions"]');
          await page.waitForSelector('.starters');
          const faults = await accessibility(page, { impacts: ['serious', 'critical'], exclude: GRAPHIQL });
          assert.deepEqual(faults, [], `${colorScheme}, ${viewport.width} px`);
        });
      }
    }
  },
};

/** Pictures of all pages, for people to look at. */
async function take(browser) {
  await mkdir(screenshots, { recursive: true });
  const ready = {
    '/graphiql': async (page) => {
      if (page.viewportSize().width < 800) await page.click('[aria-label^="Show Starter"]');
      await page.click('text=Which initiatives touch Cluj-Napoca?');
      await answered(page, '"totalCount": 5');
      await page.waitForTimeout(1000);
    },
  };
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark']) {
      for (const path of ['/', '/?lang=ro', '/docs', '/docs/errors', '/graphiql']) {
        await visit(browser, { viewport, colorScheme }, path, async (page) => {
          await ready[path]?.(page);
          const name = path.slice(1).replace(/\W+/g, '-').replace(/^-/, '') || 'start';
          await page.screenshot({ path: join(screenshots, `${name}-${size}-${colorScheme}.png`), fullPage: path !== '/graphiql' });
        });
      }
    }
  }
}

const profile = await mkdtemp(join(tmpdir(), 'browser-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  env: { ...process.env, HOME: profile },
});
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  if (process.argv[3] && !name.includes(process.argv[3])) continue;
  try {
    await check(browser);
    console.log(`ok: ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED: ${name}\n${error.message}`);
  }
}
if (screenshots) await take(browser);
await browser.close();
await rm(profile, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
