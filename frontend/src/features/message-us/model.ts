/** What a *Message us* button is made of, what is wrong with it, and what it comes out as. */
import { waDigits, waLink } from '@/lib/wa-link';
import { type Colour, colours, type Size, sizes, snippet } from './snippet';

/** The most of a radius by its unit: half of the button's side is round already. */
export const radiusMost = { px: 40, '%': 50 } as const;
/** px or %. */
export type RadiusUnit = keyof typeof radiusMost;

/** The most characters (code points) of a label, and of the text that the customer's field begins with. */
export const most = { label: 60, text: 2000 } as const;

/** What somebody chose for one number. `radius` is null while its field is empty. */
export interface Choices {
  readonly label: string;
  readonly text: string;
  readonly colour: Colour;
  readonly size: Size;
  readonly radius: number | null;
  readonly unit: RadiusUnit;
}

/** What is wrong with a field. */
export interface Faults {
  readonly number?: 'notE164';
  readonly label?: 'empty' | 'tooLong';
  readonly text?: 'tooLong';
  readonly radius?: 'range';
}

/** What one takes away: the link, and the button that leads there. */
export interface Made {
  readonly link: string;
  readonly html: string;
}

/** Choices that can be used, or what is wrong with them. */
export type Outcome = { readonly made: Made; readonly faults?: undefined } | { readonly made?: undefined; readonly faults: Faults };

/** A label is one line: breaks and control characters become a space. Half a character, which no encoding can hold, goes. */
export function cleanLabel(label: string): string {
  return label.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\p{Cs}/gu, '').trim();
}

/** The text keeps its lines, and nothing else that is no character. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}|\p{Cs}/gu, '').trim();
}

/** Counts characters as a person would: an emoji of one code point is one. */
export function length(text: string): number {
  return [...text].length;
}

/** The button of a number, or why there is none. */
export function make(phone: string, choices: Choices): Outcome {
  const digits = waDigits(phone);
  const label = cleanLabel(choices.label);
  const text = cleanText(choices.text);
  const { radius } = choices;
  const faults: Faults = {
    ...(digits === '' && { number: 'notE164' }),
    ...(label === '' ? { label: 'empty' } : length(label) > most.label && { label: 'tooLong' }),
    ...(length(text) > most.text && { text: 'tooLong' }),
    ...((radius === null || !Number.isInteger(radius) || radius < 0 || radius > radiusMost[choices.unit]) && { radius: 'range' }),
  };
  if (radius === null || Object.keys(faults).length > 0) return { faults };
  const link = waLink(digits, text);
  return { made: { link, html: snippet({ link, label, colour: choices.colour, size: choices.size, radius: `${radius}${choices.unit}` }) } };
}

/** What a file of a number is called: its name here, then what it is. */
export function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
  return plain === '' ? 'whatsapp-qr' : `${plain}-qr`;
}

/** Whether a stored value is choices of ours. */
export function isChoices(value: unknown): value is Choices {
  if (typeof value !== 'object' || value === null) return false;
  const { label, text, colour, size, radius, unit } = value as Record<string, unknown>;
  const isOneOf = (list: readonly string[], given: unknown): boolean => typeof given === 'string' && list.includes(given);
  return typeof label === 'string' && typeof text === 'string' && isOneOf(colours, colour) && isOneOf(sizes, size) && isOneOf(Object.keys(radiusMost), unit) && (radius === null || typeof radius === 'number');
}
