import { type KeyboardEvent, useRef, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import { pastes } from '@/lib/keys';

/** How long the web view has to give what is pasted, before the system is asked. */
const patience = 120;

/** One press of the key that pastes. */
interface Press {
  /** The web view gave the page something for it. */
  came: boolean;
  /** Ends the wait for it, once. */
  end: () => void;
}

/** How pictures are pasted that the web view does not give. */
export interface NativePaste {
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onPasted: (data: DataTransfer) => void;
  /** A picture may be on its way: what is sent meanwhile would go without it. */
  readonly reading: boolean;
}

/** Pictures that the web view does not give a page (WebKitGTK): where a key pastes and nothing came of it, the system is asked for what is on its clipboard. */
export function useNativePaste(add: ((files: Iterable<File>) => void) | undefined): NativePaste {
  // Each press is asked about by itself: another one may come before its time is over.
  const last = useRef<Press>(undefined);
  const [waiting, setWaiting] = useState(0);
  return {
    onKey: (event) => {
      if (add === undefined || !pastes(event.nativeEvent)) return;
      const press: Press = { came: false, end: once(() => setWaiting((now) => now - 1)) };
      last.current = press;
      setWaiting((now) => now + 1);
      window.setTimeout(() => void take(press, add).finally(press.end), patience);
    },
    onPasted: (data) => {
      const press = last.current;
      if (press === undefined) return;
      press.came = data.files.length > 0 || data.getData('text/plain') !== '';
      if (press.came) press.end();
    },
    reading: waiting > 0,
  };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

async function take(press: Press, add: (files: Iterable<File>) => void): Promise<void> {
  if (press.came) return;
  const content = await bridge().system.pastedPicture().catch(() => '');
  // A slow web view may have given it meanwhile.
  if (content === '' || press.came) return;
  add([new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], 'picture.png', { type: 'image/png' })]);
}
