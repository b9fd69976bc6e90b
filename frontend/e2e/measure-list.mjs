/**
 * Measures the page of a desktop with very many conversations, for build/bench: how smoothly the list scrolls, and how soon
 * a conversation is there after a click. Beside each stands a floor, taken in the same browser in turn with it: a page of
 * as many plain rows, and the same question to the desktop with its answer as plain lines.
 *
 *   node frontend/e2e/measure-list.mjs --page FOLDER --port PORT --email E --password P --conversations N --repeat N
 *
 * The relay at the port holds the conversations, and the person may see them all. The last line is the figures, as JSON;
 * times are in milliseconds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, requirements } from './lib/build.mjs';
import { Stage } from './lib/stage.mjs';
import { until } from './lib/wait.mjs';

const opened = 30; // conversations in a round

const { values } = parseArgs({
  options: {
    page: { type: 'string' }, port: { type: 'string' }, email: { type: 'string' }, password: { type: 'string' },
    conversations: { type: 'string' }, repeat: { type: 'string', default: '3' },
  },
});

/** Scrolls down for two seconds, as a wheel that is turned fast does, and gives how the frames came. Runs in the page. */
function scroll(choose) {
  const scroller = document.querySelector(choose);
  return new Promise((done) => {
    const gaps = [];
    const began = performance.now();
    let last;
    scroller.scrollTop = 0;
    const frame = (at) => {
      if (last !== undefined) gaps.push(at - last);
      last = at;
      scroller.scrollTop += 120;
      if (performance.now() - began < 2_000) return requestAnimationFrame(frame);
      const sorted = gaps.toSorted((a, b) => a - b);
      const usual = sorted[Math.floor(sorted.length / 2)];
      done({ frames: gaps.length, late: gaps.filter((gap) => gap > 1.5 * usual).length, ms99: sorted[Math.floor(sorted.length * 0.99)] });
    };
    requestAnimationFrame(frame);
  });
}

/** Has the pointer come to a conversation and rest there for as long as a hand does before it presses. Runs in the page. */
async function come(thread) {
  document.querySelector(`[data-thread="${thread}"]`).dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }));
  await new Promise((done) => setTimeout(done, 150));
}

/** Clicks a conversation and waits until its messages stand in the page. Runs in the page. */
function open(thread) {
  const shown = () => [...document.querySelectorAll('[data-message]')].map((each) => each.dataset.message);
  const before = new Set(shown());
  return new Promise((done, failed) => {
    const began = performance.now();
    const late = setTimeout(() => failed(new Error(`conversation ${thread} does not open`)), 10_000);
    const watch = new MutationObserver(() => {
      if (!shown().some((each) => !before.has(each))) return;
      watch.disconnect();
      clearTimeout(late);
      done(performance.now() - began);
    });
    watch.observe(document.body, { childList: true, subtree: true });
    document.querySelector(`[data-thread="${thread}"]`).click();
  });
}

/** Asks the desktop for the same messages and shows them as lines. Runs in the page. */
async function plainOpen(thread) {
  const began = performance.now();
  const page = await window.go.bridge.Sync.Messages(thread, 0, 0, 50);
  const list = document.createElement('div');
  for (const each of page.messages) list.append(Object.assign(document.createElement('p'), { textContent: each.text }));
  document.body.append(list);
  const took = performance.now() - began;
  list.remove();
  return took;
}

async function plainPage(stage, rows) {
  const page = await stage.page('plain');
  await page.setContent('<style>body{margin:0;font:14px sans-serif}#list{height:100vh;width:340px;overflow:auto}p{height:58px;margin:0;overflow:hidden}</style><div id="list"></div>');
  await page.evaluate((count) => {
    const list = document.querySelector('#list');
    for (let n = 0; n < count; n++) list.append(Object.assign(document.createElement('p'), { textContent: `Customer ${n}: what they wrote last` }));
  }, rows);
  return page;
}

/** Scrolls so that three rows are there from an index on, and gives their conversations. */
async function threadsAt(page, list, index) {
  await page.evaluate(([choose, at]) => {
    const scroller = document.querySelector(choose);
    scroller.scrollTop = at * scroller.querySelector('[role="listitem"]').offsetHeight;
  }, [list, index]);
  const found = [];
  for (const at of [index, index + 1, index + 2]) found.push(await page.locator(`[data-index="${at}"] [data-thread]`).first().getAttribute('data-thread'));
  return found;
}

async function measure(stage) {
  const wanted = Number(values.conversations);
  const desktop = await stage.desktop();
  await desktop.call('Session', 'Connect', `http://127.0.0.1:${values.port}`);
  await desktop.call('Session', 'SignIn', values.email, values.password);
  await until(async () => (await desktop.call('Session', 'State')).link.state === 'live', 'the desktop is live', 300_000);
  const { page } = desktop;
  await page.locator('label').filter({ hasText: /^Waiting/ }).click({ timeout: 60_000 });
  await page.locator('[data-thread]').first().waitFor({ timeout: 60_000 });
  const figures = { conversations: wanted, scroll: [], plainScroll: [], open: [], plainOpen: [], again: [] };
  const list = '[data-keys="list"] > div';
  await until(async () => Number(await page.locator('[role="listitem"][aria-setsize]').first().getAttribute('aria-setsize')) >= wanted, 'the desktop has all conversations', 300_000);
  const plain = await plainPage(stage, wanted);
  for (let round = 0; round < Number(values.repeat); round++) {
    await page.bringToFront();
    figures.scroll.push(await page.evaluate(scroll, list));
    await plain.bringToFront();
    figures.plainScroll.push(await plain.evaluate(scroll, '#list'));
    await page.bringToFront();
    for (let n = 0; n < opened; n++) {
      // Others each time, so that each is opened for the first time.
      const [first, asked, other] = await threadsAt(page, list, 3 * (round * opened + n));
      figures.plainOpen.push(await page.evaluate(plainOpen, asked));
      await page.evaluate(come, first);
      figures.open.push(await page.evaluate(open, first));
      await page.evaluate(open, other); // as the arrow keys do: no pointer came to it
      figures.again.push(await page.evaluate(open, first));
    }
  }
  return figures;
}

const dir = await mkdtemp(join(tmpdir(), 'parley-list-'));
const programs = requirements();
const say = (text) => process.stderr.write(`${text}\n`);
let browser;
let stage;
try {
  const built = await build(dir, say, { production: false, page: resolve(values.page) });
  browser = await chromium.launch({ executablePath: programs.chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  stage = new Stage({ dir: join(dir, 'list'), browser, built, programs, name: 'measure-list', teamPort: Number(values.port) });
  await stage.open();
  const figures = await measure(stage);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} catch (error) {
  say(error.stack);
  if (stage !== undefined) say(`kept in ${await stage.keep(error)}`);
  process.exitCode = 1;
} finally {
  await stage?.close();
  await browser?.close();
  await rm(dir, { recursive: true, force: true });
}
