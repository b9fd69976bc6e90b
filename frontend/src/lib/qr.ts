/** A link as a QR code: its squares, an SVG and a PNG of them. */
import encodeQR from 'qr';
import { png } from './png';

/** Rows of squares, true for a dark one, with the white edge that readers need. */
export type Squares = readonly (readonly boolean[])[];

const edge = 4;

/** The squares of a link, with as much to spare against dirt as fits; undefined when it is too long for any QR code (2,953 characters). */
export function qrSquares(link: string): Squares | undefined {
  for (const ecc of ['medium', 'low'] as const) {
    try {
      return encodeQR(link, 'raw', { ecc, border: edge });
    } catch {
      // Too long for this one.
    }
  }
  return undefined;
}

/** A picture that grows without blur: dark on white in both themes, as cameras want it. */
export function qrSvg(squares: Squares): string {
  const side = squares.length;
  const path = squares.flatMap((row, y) => runs(row).map(([x, wide]) => `M${x} ${y}h${wide}v1h-${wide}z`)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${path}"/></svg>`;
}

/** A picture of at least 1,024 px, for print and for programs that take no SVG. */
export function qrPng(squares: Squares): Promise<Uint8Array> {
  const scale = Math.ceil(1024 / squares.length);
  const wide = squares.map((row) => row.flatMap((dark) => Array<boolean>(scale).fill(dark)));
  return png(wide.flatMap((row) => Array<readonly boolean[]>(scale).fill(row)));
}

/** Where dark squares of a row begin, and how many there are. */
function runs(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  row.forEach((dark, x) => {
    if (!dark) return;
    const last = found.at(-1);
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else found.push([x, 1]);
  });
  return found;
}
