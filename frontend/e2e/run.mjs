/**
 * The browser tests: they build the real app and drive it as a person would.
 *
 *   node frontend/e2e/run.mjs            every journey
 *   node frontend/e2e/run.mjs NAME …     the journeys whose names hold NAME
 *   … --one                              one at a time; else one more go side by side than there are cores, for a journey mostly waits
 *   … --page FOLDER                      with a page that is built already
 *
 * What a failure looked like is kept in frontend/e2e/output. The last line is "N passed, N failed".
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, requirements } from './lib/build.mjs';
import { forgetOutput, Stage } from './lib/stage.mjs';
import { within } from './lib/wait.mjs';

const longest = 600_000;
// A microphone that beeps, and a person who allows it.
const microphone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const say = (text) => process.stdout.write(`${text}\n`);
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1).padStart(6)} s`;

async function journeys(wanted) {
  const dir = resolve(import.meta.dirname, 'journeys');
  const names = (await readdir(dir)).filter((name) => name.endsWith('.mjs')).map((name) => name.slice(0, -4)).sort();
  const chosen = wanted.length === 0 ? names : names.filter((name) => wanted.some((each) => name.includes(each)));
  if (chosen.length === 0) throw new Error(`no journey is called ${wanted.join(' ')}; there are ${names.join(', ')}`);
  const list = await Promise.all(chosen.map(async (name) => ({ name, ...(await import(join(dir, `${name}.mjs`))) })));
  // Those that take longest begin, so that none of them goes on alone at the end.
  return list.sort((a, b) => Number(b.long ?? false) - Number(a.long ?? false));
}

async function go(journey, parts, dir, turn = '') {
  const began = Date.now();
  const stage = new Stage({ ...parts, dir: join(dir, `${journey.name}${turn}`), name: `${journey.name}${turn}` });
  let failed;
  try {
    await stage.open();
    await within(journey.run(stage), longest, 'the journey');
    if (stage.faults.length > 0) throw new Error(`something went wrong in the page:\n${stage.faults.join('\n')}`);
  } catch (error) {
    failed = error;
    const at = await stage.keep(error);
    say(`FAIL ${seconds(began)}  ${journey.name}: ${journey.title}\n${indent(error.message)}\n${indent(`kept in ${at}`)}`);
  }
  await stage.close();
  if (failed === undefined) say(`ok   ${seconds(began)}  ${journey.name}: ${journey.title}`);
  return failed === undefined;
}

/** Runs the journeys, so many at a time: each has a screen, a bus, ports and a folder of its own. Gives those that failed. */
async function side(journeys, lanes, parts, dir) {
  const waiting = [...journeys];
  const failed = [];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) if (!(await go(next, parts, dir))) failed.push(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failed;
}

/**
 * Runs a journey that failed a second time, alone, and says so. A browser, a window system and a relay share the machine's few
 * cores with whatever else runs on it; a journey that passes only now is a fault to look for, told but not fatal.
 */
async function oncemore(journey, parts, dir) {
  say(`     ${journey.name}: once more`);
  const fine = await go(journey, parts, dir, '-again');
  if (fine) say(`     ${journey.name}: passed at the second try only; look at what the first one kept`);
  return fine;
}

const indent = (text) => text.split('\n').map((line) => `       ${line}`).join('\n');

async function main(args) {
  const { values, positionals: wanted } = parseArgs({ args, allowPositionals: true, options: { one: { type: 'boolean' }, page: { type: 'string' } } });
  const lanes = values.one ? 1 : availableParallelism() + 1;
  const page = values.page === undefined ? undefined : resolve(values.page);
  const programs = requirements();
  const chosen = await journeys(wanted);
  const dir = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  let browser;
  let lost = 0;
  try {
    const began = Date.now();
    const built = await build(dir, (what) => say(`     ${seconds(began)}  ${what}`), { production: chosen.some((each) => each.production), page });
    await forgetOutput(chosen.map((each) => each.name));
    browser = await chromium.launch({ executablePath: programs.chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...microphone] });
    const parts = { browser, built, programs };
    // A journey that mostly sits and waits for a time to pass takes no lane from the others.
    const [waits, works] = values.one ? [[], chosen] : [chosen.filter((each) => each.waits), chosen.filter((each) => !each.waits)];
    for (const journey of (await Promise.all([side(works, lanes, parts, dir), side(waits, 1, parts, dir)])).flat()) if (!(await oncemore(journey, parts, dir))) lost++;
  } finally {
    await browser?.close();
    await rm(dir, { recursive: true, force: true });
  }
  say(`${chosen.length - lost} passed, ${lost} failed`);
  return lost === 0;
}

process.exitCode = await main(process.argv.slice(2)).then(
  (fine) => (fine ? 0 : 1),
  (error) => {
    say(`${error.message}\n0 passed, 1 failed`);
    return 1;
  },
);
