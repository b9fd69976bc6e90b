import { useEffect, useRef, useState } from 'react';
import { attach, type Attaching, type Attachment, type AttachmentState } from '@/stores/attachments';

/** The one file of a template's header. */
export interface HeaderFile {
  readonly attachment: Attachment | undefined;
  readonly pick: (file: File) => void;
  readonly remove: () => void;
}

/** A file that belongs to no draft: it goes with the template, or with the form. */
export function useHeaderFile(): HeaderFile {
  const [attachment, setAttachment] = useState<Attachment>();
  const held = useRef<Attaching>(undefined);
  // A reply that is queued by then keeps its file: Go drops none that belongs to one.
  useEffect(() => () => held.current?.cancel(), []);
  const remove = (): void => {
    held.current?.cancel();
    held.current = undefined;
    setAttachment(undefined);
  };
  const pick = (file: File): void => {
    remove();
    held.current = attach('', file, (key: number, state: AttachmentState) => setAttachment((now) => (now?.key === key ? { ...now, state } : now)));
    setAttachment(held.current.attachment);
  };
  return { attachment, pick, remove };
}
