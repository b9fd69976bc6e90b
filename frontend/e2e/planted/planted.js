/**
 * A page that tries to leave the window in every way that a page has, one after the other, with none of the front end's
 * own refusals in the way: what keeps it is the shell. 12-window-stays puts it in the place of the page that ships.
 */
const said = document.getElementById('said');
const beat = () => new Promise((done) => setTimeout(done, 400));

function put(tag, attributes) {
  const element = Object.assign(document.createElement(tag), attributes);
  document.body.append(element);
  return element;
}

const tries = (out) => ({
  link: () => put('a', { href: `${out}/link` }).click(),
  'link to a new window': () => put('a', { href: `${out}/blank`, target: '_blank' }).click(),
  download: () => put('a', { href: `${out}/download`, download: 'x.desktop' }).click(),
  'download of its own': () => put('a', { href: '/planted.js', download: 'x.desktop' }).click(),
  'window.open': () => window.open(`${out}/open`),
  'location.href': () => (location.href = `${out}/href`),
  'location.replace': () => location.replace(`${out}/replace`),
  form: () => put('form', { action: `${out}/form`, method: 'post' }).submit(),
  frame: () => put('iframe', { src: `${out}/frame` }),
  refresh: () => put('meta', { httpEquiv: 'refresh', content: `0;url=${out}/refresh` }),
  data: () => (location.href = 'data:text/html,<title>data</title>'),
  file: () => (location.href = 'file:///etc/passwd'),
  blob: () => (location.href = URL.createObjectURL(new Blob(['<title>blob</title>'], { type: 'text/html' }))),
  'another file of its own': () => (location.href = '/planted.js'),
  'about:blank': () => (location.href = 'about:blank'),
});

// Where the world outside listens stands in a file that the test put beside this one.
const { outside } = await (await fetch('/outside.json')).json();
// The shell takes hold of the window a moment after it is there.
await beat();
await beat();
await beat();
let count = 0;
for (const [name, attempt] of Object.entries(tries(outside))) {
  try {
    attempt();
  } catch (error) {
    document.title = `${name}: ${error}`;
  }
  await beat();
  said.textContent = `stayed ${++count}`;
}
location.hash = '#/a-place-of-its-own';
await beat();
said.textContent = `stayed after ${count} tries at ${location.hash}`;
