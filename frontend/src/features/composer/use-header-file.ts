import { attachTo, removeAttached, useAttached } from '@/stores/attached';
import type { Attachment } from '@/stores/attachments';

/** The one file of a template's header. */
export interface HeaderFile {
  readonly attachment: Attachment | undefined;
  readonly pick: (file: File) => void;
  readonly remove: () => void;
}

/** The file of a half-filled form, kept with it. */
export function useHeaderFile(form: string): HeaderFile {
  const list = useAttached(form);
  // A queued reply keeps its file all the same: Go drops none that belongs to one.
  const remove = (): void => list.forEach((each) => removeAttached(form, each.key));
  const pick = (file: File): void => {
    remove();
    attachTo(form, file);
  };
  return { attachment: list.at(-1), pick, remove };
}
