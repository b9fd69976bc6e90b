import { describe, expect, it } from 'vitest';
import { templateRow } from '@/bridge/fake-rows';
import { filledIn, headerProblem, mediaHeader, openButton, placesOf, templateContent, valueProblem } from './template-model';

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
    expect(valueProblem(templateRow({ id: 't', body: '{{1}} {{2}}' }), { params, header, button })).toBe(want);
  });

  it('ask for the header and the button where those have places', () => {
    const template = templateRow({ id: 't', headerKind: 'TEXT', headerText: 'Order {{1}}', buttons: [url] });
    expect(openButton(template)).toBe('Track');
    expect(valueProblem(template, { params: [], header: '7', button: '' })).toBe('missing');
    expect(templateContent(template, { params: [], header: ' 7 ', button: 'x' })).toEqual({ templateId: 't', headerText: '7', mediaId: '', fileName: '', mime: '', size: 0, params: [], buttonText: 'x' });
  });

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
