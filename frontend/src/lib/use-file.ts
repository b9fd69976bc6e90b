import { useEffect, useState } from 'react';

/** A file on its way into the page. */
export type Loaded = { readonly state: 'loading' } | { readonly state: 'ready'; readonly url: string; readonly bytes: Blob } | { readonly state: 'broken' };

/**
 * Reads a file whole and gives an address in this page's memory. Players get their sound and video this way, because
 * WebKitGTK hands players no address of the app's own scheme. What the app does not serve as sound or video is not
 * played, whatever the message called it.
 */
export function useFile(src: string): Loaded {
  const [loaded, setLoaded] = useState<Loaded & { readonly src?: string }>({ state: 'loading' });
  useEffect(() => {
    const off = new AbortController();
    let url = '';
    read(src, off.signal).then(
      (bytes) => {
        if (off.signal.aborted) return;
        url = URL.createObjectURL(bytes);
        setLoaded({ state: 'ready', url, bytes, src });
      },
      () => off.signal.aborted || setLoaded({ state: 'broken', src }),
    );
    return () => {
      off.abort();
      if (url !== '') URL.revokeObjectURL(url);
    };
  }, [src]);
  return loaded.src === src ? loaded : { state: 'loading' };
}

async function read(src: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(src, { signal });
  const type = answer.headers.get('Content-Type') ?? '';
  if (!answer.ok || !/^(?:audio|video)\//.test(type)) throw new Error(`not to be played: ${answer.status} ${type}`);
  return answer.blob();
}
