/** The logo as the relay takes it: a JPEG of 640 by 640 pixels, in as many bytes as a row may hold. */

/** The shortest side of a picture that Meta takes. */
export const leastSide = 192;

const side = 640;
const mostBytes = 96 * 1024;
const qualities = [0.92, 0.85, 0.75, 0.6, 0.45] as const;

/** A part of a picture, in its own pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How many bytes a text in base64 stands for. */
export function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

/** Draws the part of a picture as a logo; base64. Throws when it cannot be drawn, or not made small enough. */
export async function squareOf(src: string, part: Part): Promise<string> {
  const image = new Image();
  image.src = src;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const brush = canvas.getContext('2d');
  if (brush === null) throw new Error('no canvas');
  brush.fillStyle = '#fff'; // what is transparent would be black in a JPEG
  brush.fillRect(0, 0, side, side);
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, side, side);
  for (const quality of qualities) {
    const [, made = ''] = canvas.toDataURL('image/jpeg', quality).split(',');
    if (made !== '' && bytesOf(made) <= mostBytes) return made;
  }
  throw new Error('too large');
}
