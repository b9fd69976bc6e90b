/** How large the text is and how close lists and messages stand, on this computer. */
import { create } from 'zustand';
import { readStored, writeStored } from '@/lib/storage';

/** The sizes of the text, in per cent of the normal one. */
export const textSizes = [90, 100, 110, 125, 150, 175, 200] as const;
/** One of them. */
export type TextSize = (typeof textSizes)[number];
/** How much space rows and messages have. */
export const densities = ['comfortable', 'compact'] as const;
/** One of them. */
export type Density = (typeof densities)[number];

interface Look {
  readonly size: TextSize;
  readonly density: Density;
}

const isSize = (value: unknown): value is TextSize => (textSizes as readonly unknown[]).includes(value);
const isDensity = (value: unknown): value is Density => (densities as readonly unknown[]).includes(value);

/** The store. */
export const useLook = create<Look>(() => ({ size: readStored('look.text', 100, isSize), density: readStored('look.density', 'comfortable', isDensity) }));

/** Chooses the size of the text. */
export function setTextSize(size: TextSize): void {
  writeStored('look.text', size);
  useLook.setState({ size });
}

/** The next larger or smaller size; at the end of the sizes the same. */
export function stepTextSize(by: 1 | -1): void {
  const at = textSizes.indexOf(useLook.getState().size);
  setTextSize(textSizes[Math.min(textSizes.length - 1, Math.max(0, at + by))] ?? 100);
}

/** Chooses how much space rows and messages have. */
export function setDensity(density: Density): void {
  writeStored('look.density', density);
  useLook.setState({ density });
}
