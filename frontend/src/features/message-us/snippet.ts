/**
 * The HTML that a site's owner pastes: one link, its look inline, no script, nothing loaded. Where a site's policy refuses
 * inline styles it is a plain link with the same label, which works as well.
 */
import { htmlText } from '@/lib/html-text';

/** The colours that a button may have. */
export const colours = ['teal', 'green', 'white'] as const;
/** One of them. */
export type Colour = (typeof colours)[number];

/** The sizes that a button may have. */
export const sizes = ['standard', 'compact'] as const;
/** One of them. */
export type Size = (typeof sizes)[number];

/** A button whose parts have been checked; `radius` is a CSS length. */
export interface Button {
  readonly link: string;
  readonly label: string;
  readonly colour: Colour;
  readonly size: Size;
  readonly radius: string;
}

/** Ground, letters and edge. Letters are legible on their ground, and the edge on a white page: see the test. */
export const looks = {
  teal: { ground: '#0f766e', letters: '#ffffff', edge: '#0f766e' },
  green: { ground: '#15803d', letters: '#ffffff', edge: '#15803d' },
  white: { ground: '#ffffff', letters: '#14532d', edge: '#4b7a5d' },
} as const satisfies Readonly<Record<Colour, { readonly ground: string; readonly letters: string; readonly edge: string }>>;

const measures = {
  standard: { padding: '12px 20px', font: '16px', icon: 22, gap: '10px' },
  compact: { padding: '8px 14px', font: '14px', icon: 18, gap: '8px' },
} as const satisfies Readonly<Record<Size, object>>;

// A bubble with lines: no company's mark, which has rules of its own.
const bubble = 'M12 3a9 9 0 0 0-7.7 13.6L3 21l4.5-1.2A9 9 0 1 0 12 3zM8 10.5h8M8 14h5';

/** The markup of a button. */
export function snippet({ link, label, colour, size, radius }: Button): string {
  const { ground, letters, edge } = looks[colour];
  const { padding, font, icon, gap } = measures[size];
  const style = [
    'display:inline-flex', 'align-items:center', `gap:${gap}`, 'box-sizing:border-box', 'max-width:100%', `padding:${padding}`, `border:1px solid ${edge}`, `border-radius:${radius}`,
    `background:${ground}`, `color:${letters}`, `font:600 ${font}/1.25 system-ui,sans-serif`, 'text-decoration:none', 'overflow-wrap:anywhere',
  ].join(';');
  return (
    `<a href="${htmlText(link)}" target="_blank" rel="noopener noreferrer" style="${style}">` +
    `<svg width="${icon}" height="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" style="flex:none"><path d="${bubble}"></path></svg>` +
    `<span dir="auto">${htmlText(label)}</span></a>`
  );
}
