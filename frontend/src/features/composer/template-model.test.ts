import { describe, expect, it } from 'vitest';
import { templateRow } from '@/bridge/fake-rows';
import { filledIn, placesOf } from '@/lib/template';
import { filledAtFirst, headerProblem, mediaHeader, openButtons, templateContent, unsendable, valueProblem } from './template-model';

const url = { type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' };

describe('templates', () => {
  it('have places by name or number, each once', () => {
    expect(placesOf('{{1}} and {{ 2 }} and {{1}}')).toEqual(['1', '2']);
    expect(placesOf('Dear {{first_name}}')).toEqual(['first_name']);
    expect(placesOf('no {places} {{}} here')).toEqual([]);
  });

  it('show what is missing by leaving the place', () => {
    expect(filledIn('{{b}} {{a}} {{b}}', ['x', ''])).toBe('x {{a}} x');
    // A value that looks like a place is not filled in a second time.
    expect(filledIn('{{1}} {{2}}', ['{{2}}', 'y'])).toBe('{{2}} y');
  });

  it.each([
    [['Ana', '48'], '', '', undefined],
    [['Ana', ' '], '', '', 'missing'],
    [['Ana'], '', '', 'missing'],
    [['Ana', 'a\nb'], '', '', 'badValue'],
    [['Ana', 'a     b'], '', '', 'badValue'],
    [['Ana', 'a    b'], '', '', undefined],
  ])('%j is %s', (params, header, button, want) => {
    expect(valueProblem(templateRow({ id: 't', body: '{{1}} {{2}}' }), { params, header, buttons: new Map([[0, button]]) })).toBe(want);
  });

  it('ask for the header and the button where those have places', () => {
    const template = templateRow({ id: 't', headerKind: 'TEXT', headerText: 'Order {{1}}', buttons: [url] });
    expect(openButtons(template)).toEqual([{ index: 0, kind: 'link', text: 'Track' }]);
    expect(valueProblem(template, { params: [], header: '7', buttons: new Map() })).toBe('missing');
    expect(templateContent(template, { params: [], header: ' 7 ', buttons: new Map([[0, ' x ']]) })).toEqual({ templateId: 't', headerText: '7', mediaId: '', fileName: '', mime: '', size: 0, params: [], buttonText: 'x', buttons: [{ index: 0, value: 'x' }] });
  });

  it('ask for each button, and for a code to copy', () => {
    const template = templateRow({ id: 't', buttons: [{ type: 'QUICK_REPLY', text: 'Fine', url: '' }, url, { ...url, text: 'Pay' }, { type: 'COPY_CODE', text: '', url: '' }] });
    expect(openButtons(template).map((each) => each.index)).toEqual([1, 2, 3]);
    const filled = new Map([[1, 'a'], [2, 'b'], [3, 'LAMP25']]);
    expect(valueProblem(template, { params: [], header: '', buttons: filled })).toBeUndefined();
    expect(templateContent(template, { params: [], header: '', buttons: filled })).toMatchObject({ buttonText: 'a', buttons: [{ index: 1, value: 'a' }, { index: 2, value: 'b' }, { index: 3, value: 'LAMP25' }] });
    expect(valueProblem(template, { params: [], header: '', buttons: new Map([...filled, [3, 'x'.repeat(21)]]) })).toBe('longCode');
    expect(valueProblem(template, { params: [], header: '', buttons: new Map([...filled, [2, ' ']]) })).toBe('missing');
  });

  it('of a login code ask for the code once', () => {
    const template = templateRow({ id: 't', category: 'AUTHENTICATION', body: '{{1}} is your code', buttons: [{ type: 'URL', text: 'Copy', url: 'https://x.example/?code=otp{{1}}' }] });
    expect(valueProblem(template, { params: ['123456'], header: '', buttons: new Map() })).toBeUndefined();
    expect(templateContent(template, { params: ['123456'], header: '', buttons: new Map() }).buttons).toEqual([{ index: 0, value: '123456' }]);
  });

  it('have the names in them that they want, and nothing else', () => {
    const template = templateRow({ id: 't', body: '{{1}} {{2}} {{3}}', fills: [{ name: '1', with: 'contactName' }, { name: '3', with: 'agentName' }] });
    expect(filledAtFirst(template, 'Ana', 'Maria')).toEqual({ 'param 1': 'Maria', 'param 2': '', 'param 3': 'Ana' });
    expect(filledAtFirst(templateRow({ id: 't', body: '{{agent_name}} {{other}}' }), 'Ana', 'Maria')).toEqual({ 'param agent_name': 'Ana', 'param other': '' });
  });

  it.each([
    [{ other: ['CAROUSEL'] }, 'CAROUSEL'],
    [{ headerKind: 'LOCATION' }, 'LOCATION'],
    [{ buttons: [{ type: 'FLOW', text: 'Book', url: '' }] }, 'FLOW'],
    [{ headerKind: 'IMAGE', buttons: [url, { type: 'COPY_CODE', text: '', url: '' }] }, undefined],
  ])('with %j cannot be sent because of %s', (row, want) => expect(unsendable(templateRow({ id: 't', ...row }))).toBe(want));

  it.each([
    ['', undefined],
    ['TEXT', undefined],
    ['IMAGE', 'image'],
    ['VIDEO', 'video'],
    ['DOCUMENT', 'document'],
    ['LOCATION', 'other'],
    ['toString', 'other'],
  ])('with a header %s need %s', (headerKind, want) => expect(mediaHeader(templateRow({ id: 't', headerKind }))).toBe(want));

  it.each([
    ['TEXT', undefined, undefined],
    ['IMAGE', undefined, 'headerMissing'],
    ['IMAGE', 'image/png', undefined],
    ['IMAGE', 'image/webp', 'headerWrong'],
    ['VIDEO', 'image/png', 'headerWrong'],
    ['DOCUMENT', 'text/plain; charset=utf-8', undefined],
    ['DOCUMENT', 'application/zip', 'headerWrong'],
    ['LOCATION', 'image/png', 'headerOther'],
  ])('with a header %s and a file %s: %s', (headerKind, mime, want) => {
    const file = mime === undefined ? undefined : { localId: 'f', fileName: 'f', mime, size: 1, mediaId: '' };
    expect(headerProblem(templateRow({ id: 't', headerKind }), file)).toBe(want);
  });
});
