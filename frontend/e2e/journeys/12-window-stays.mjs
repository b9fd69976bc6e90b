/** The app as it ships, in its own window: sound and video play, and no other page gets into it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { RealWindow } from '../lib/window.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'rule 5 and rule 11: the real window plays sound and video, and shows nothing but Parley';
export const long = true;

/** The app is built as it ships, too. */
export const production = true;

const testdata = join(import.meta.dirname, '../testdata');

export async function run(stage) {
  const outside = await listen();
  try {
    const window = await stage.realWindow();
    const customer = await plays(window);
    await staysAtALink(window, customer, outside);
    await opensTheMenuByKey(window, outside);
    await window.end();
    await staysWithAnotherPage(stage, outside);
  } finally {
    outside.server.close();
  }
}

/** rule 11: what customers' phones record is played by the web view that ships. */
async function plays(window) {
  await window.press('Start practice');
  await window.shows('Conversations', 40_000);
  await window.press('Skip the tour');
  const control = await window.control();
  // On a slow machine the first offer is over before the keys are there, and the next one is somebody else's.
  await window.press(/^Accept/);
  const customer = await whose(window, control);
  for (const [kind, mime, file, name, more] of [
    ['audio', 'audio/ogg', 'voice.ogg', 'Voice message', { voice: true }],
    ['video', 'video/mp4', 'video.mp4', 'Video', {}],
  ]) {
    const data = (await readFile(join(testdata, file))).toString('base64');
    await control.write(customer, '', { content: { kind, mime, data, ...more } });
    await window.shows(name);
    await window.toNewest('Play');
    await window.key('space');
    await until(() => isPlaying(window, name), `${name} plays`, 30_000);
  }
  return customer;
}

/** The customer whose conversation is open. */
async function whose(window, control) {
  const said = await window.shows(/^Conversation with/);
  const customers = await control.get('customers');
  return customers.find(({ name }) => said === `Conversation with ${name}`).id;
}

/** Whether a player offers to pause, or has come some way: it tells screen readers. A small one has no room for the time. */
async function isPlaying(window, name) {
  const names = (await window.items()).map((each) => each.name);
  // The track of a voice message, behind its button, has its name as well.
  const at = name === 'Video' ? names.lastIndexOf(name) : names.indexOf(name);
  const after = names.slice(at + 1);
  const elapsed = Number(/^Elapsed: ([\d.]+)/.exec(after.find((each) => each.startsWith('Elapsed: ')) ?? '')?.[1] ?? 0);
  return after.includes('Pause') || elapsed > 0.5;
}

/** rule 5: a link of a customer asks where it leads to, and opens nothing here. */
async function staysAtALink(window, customer, { url, asked }) {
  const control = await window.control();
  await control.write(customer, `look ${url}/evil`);
  await window.toNewest(`${url}/evil`);
  await window.key('Return');
  await window.shows('Open this link?');
  await window.key('Escape');
  await window.shows(/^Conversation with/);
  assert.deepEqual(asked, [], 'nobody outside was asked for a page');
}

/** rule 5: the menu of a link, by keys alone: it copies, closes, and opens nothing here. */
async function opensTheMenuByKey(window, { url, asked }) {
  const address = `${url}/evil`;
  await window.copyElsewhere('something else');
  for (const [key, done] of [
    ['Menu', 'copied'],
    ['shift+F10', 'closed'],
  ]) {
    // The link is in the last message; the focus is at the reply again after each.
    await window.isOn('Reply');
    await window.toNewest(address);
    await window.key(key);
    await window.isOn(/^Open 127\.0\.0\.1 outside/);
    await window.key('Down');
    await window.isOn('Copy link');
    await window.key(done === 'copied' ? 'Return' : 'Escape');
  }
  await window.isOn('Reply');
  assert.equal(await window.clipboard(), address);
  assert.deepEqual(asked, [], 'nobody outside was asked for a page');
}

/** rule 5: the shell refuses, even when the page itself tries to leave. */
async function staysWithAnotherPage(stage, { url, asked }) {
  const program = await stage.builtWith('planted', { 'outside.json': JSON.stringify({ outside: url }) });
  const window = await new RealWindow(stage, program, 'planted').start();
  stage.window = window;
  await window.shows(/^stayed after \d+ tries at #\/a-place-of-its-own$/, 60_000);
  assert.deepEqual(asked, [], 'nobody outside was asked for a page');
}

async function listen() {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(request.url);
    answer.setHeader('Content-Type', 'text/html').end('<title>Parley</title><button>EVIL</button>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked, url: `http://127.0.0.1:${server.address().port}` };
}
