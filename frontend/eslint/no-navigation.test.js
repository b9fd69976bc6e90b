import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { noNavigation } from './no-navigation.js';

const linter = new Linter();

function found(code) {
  const messages = linter.verify(code, {
    files: ['**/*.tsx'],
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { parley: { rules: { 'no-navigation': noNavigation } } },
    rules: { 'parley/no-navigation': 'error' },
  }, 'a.tsx');
  expect(messages.filter((each) => each.fatal)).toEqual([]);
  return messages.length;
}

// Every way that an address can be given, by every way that data can be written.
const values = ['{url}', '{message.text}', '{`https://${host}`}', '"https://example.org"', '{link(message)}', '{"javascript:" + x}', '{paths[name] + x}'];
const data = ['url', 'message.text', '`https://${host}`', "'https://example.org'", 'a + b'];

describe('rule 5: what could lead the window elsewhere is found', () => {
  const jsx = values.flatMap((value) => [
    `<a href=${value}>x</a>`, `<Link href=${value} />`, `<Anchor href=${value} />`, `<Button component="a" href=${value} />`, `<form action=${value} />`, `<button formAction=${value} />`, `<use xlinkHref=${value} />`,
    `<div dangerouslySetInnerHTML={{ __html: x }} title=${value} />`, `<iframe src=${value} />`, `<object data=${value} />`, `<embed src=${value} />`, `<base href=${value} />`, `<area href=${value} />`, `<i srcDoc=${value} />`, `<i ping=${value} />`,
  ]);
  const script = data.flatMap((value) => [
    `location = ${value}`, `window.location = ${value}`, `document.location = ${value}`, `location.href = ${value}`, `window.location.href = ${value}`, `location['href'] = ${value}`, `location.hash = ${value}`, `location.assign(${value})`,
    `window.location.replace(${value})`, `window.open(${value})`, `self.open(${value})`, `globalThis.open(${value})`, `a.href = ${value}`, `form.action = ${value}`, `x.innerHTML = ${value}`, `x.outerHTML = ${value}`, `frame.srcdoc = ${value}`,
    `x.insertAdjacentHTML('beforeend', ${value})`, `document.write(${value})`, `a.setAttribute('href', ${value})`, `runtime.BrowserOpenURL(${value})`, `navigation.navigate(${value})`, `history.pushState(null, '', ${value})`,
  ]);
  it.each([...jsx.map((each) => `x = ${each}`), ...script, 'x = <a {...props} />', "document.createElement('a')", "document.createElement('iframe')", "document.createElement('form')", 'x = <a href="#a" target="_blank" />', 'x = <a href="#a" download />',
    'x = <iframe srcDoc={html} inert />', 'x = <iframe srcDoc={html} sandbox="" />', 'x = <iframe srcDoc={html} sandbox="allow-scripts" inert />', 'x = <iframe srcDoc={html} sandbox={given} inert />', 'x = <iframe srcDoc={html} sandbox="" inert={no} />',
    'x = <iframe srcDoc={html} sandbox="" inert src={url} />', 'x = <iframe srcDoc={html} sandbox="" inert {...more} />', 'x = <iframe sandbox="" inert />'])('%s', (code) => {
    expect(found(code)).toBeGreaterThan(0);
  });

  it.each(['x = <a href="#content" />', 'x = <Link href={threadPath(thread.id)} />', 'x = <Link href={paths[name]} />', 'x = <Link href={paths.workspace} />', 'x = <img src={url} />', 'x = <form onSubmit={send} />', 'location.reload()', 'const { hash } = location', "document.createElement('div')", 'bridge().system.openLink(link.href)', "modals.open({ title: 'x' })", "text.replace('a', b)", 'menu.open(event)', 'x = <iframe srcDoc={html} sandbox="" inert />'])('lets through %s', (code) => {
    expect(found(code)).toBe(0);
  });
});
