/** Which two customers are being merged, or parted again: opened from the contact's card, the list of contacts and the palette. */
import { create } from 'zustand';

/** What is open; null = nothing. */
export type Merging = { readonly kind: 'merge' | 'unmerge'; readonly contactId: string } | null;

/** The one dialog that can be open. */
export const useMerging = create<{ readonly open: Merging }>(() => ({ open: null }));

/** Begins to merge a customer with another one. */
export function openMerge(contactId: string): void {
  useMerging.setState({ open: { kind: 'merge', contactId } });
}

/** Asks whether the merge of a customer into another one is to be undone. */
export function openUnmerge(contactId: string): void {
  useMerging.setState({ open: { kind: 'unmerge', contactId } });
}

/** Closes the dialog. */
export function closeMerging(): void {
  useMerging.setState({ open: null });
}
