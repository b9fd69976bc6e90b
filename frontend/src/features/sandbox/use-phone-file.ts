/** A file that lies on a pretend phone, read in pieces. */
import { useEffect, useState } from 'react';
import { bridge } from '@/bridge/bridge';

/** The most that is read of one: what is larger is only named. */
const most = 4_000_000;

/** Reading, there with an address for the page, or not to be had. */
export type PhoneFile = { readonly state: 'broken' } | { readonly state: 'loading' } | { readonly state: 'ready'; readonly url: string; readonly bytes: Blob };

/** The file of that id. Its address is given back when nobody shows it any more. */
export function usePhoneFile(mediaId: string): PhoneFile {
  const [file, setFile] = useState<PhoneFile>({ state: 'loading' });
  useEffect(() => {
    let wanted = true;
    let url = '';
    void read(mediaId, () => wanted).then(
      (bytes) => {
        if (!wanted) return;
        url = URL.createObjectURL(bytes);
        setFile({ state: 'ready', url, bytes });
      },
      () => wanted && setFile({ state: 'broken' }),
    );
    return () => {
      wanted = false;
      if (url !== '') URL.revokeObjectURL(url);
    };
  }, [mediaId]);
  return file;
}

async function read(mediaId: string, isWanted: () => boolean): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; ; ) {
    const { mime, size, data } = await bridge().sandbox.media({ mediaId, from });
    const part = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    parts.push(part);
    from += part.length;
    if (size > most || !isWanted()) throw new Error('not read');
    if (from >= size) return new Blob(parts, { type: mime });
    if (part.length === 0) throw new Error('cut off');
  }
}
