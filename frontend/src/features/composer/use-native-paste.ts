import { type KeyboardEvent, useRef } from 'react';
import { bridge } from '@/bridge/bridge';
import { pastes } from '@/lib/keys';

/** How long the web view has to give what is pasted, before the system is asked. */
const patience = 120;

/** Pictures that the web view does not give a page (WebKitGTK): where a key pastes and nothing came of it, the system is asked for what is on its clipboard. */
export function useNativePaste(add: ((files: Iterable<File>) => void) | undefined): { readonly onKey: (event: KeyboardEvent) => void; readonly onPasted: (data: DataTransfer) => void } {
  // Each press is asked about by itself: another one may come before its time is over.
  const last = useRef({ came: false });
  return {
    onKey: (event) => {
      if (add === undefined || !pastes(event.nativeEvent)) return;
      const press = { came: false };
      last.current = press;
      window.setTimeout(() => {
        if (!press.came) void take(add);
      }, patience);
    },
    onPasted: (data) => {
      last.current.came = data.files.length > 0 || data.getData('text/plain') !== '';
    },
  };
}

async function take(add: (files: Iterable<File>) => void): Promise<void> {
  const content = await bridge().system.pastedPicture().catch(() => '');
  if (content === '') return;
  add([new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], 'picture.png', { type: 'image/png' })]);
}
