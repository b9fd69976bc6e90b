import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Alert } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { useFocused } from '@/lib/focused';
import { parseMessage, plainText } from '@/lib/message-format';
import { setupPath, threadPath } from '@/lib/paths';
import { linkedIn } from '@/lib/thread-link';
import { codeShown, setupShown, setupToast } from '@/stores/code-shown';
import { refreshSettings } from '@/stores/settings';
import { startSync } from '@/stores/sync';
import { useOpenLink } from '@/stores/use-open-link';
import { wishEnd } from '@/stores/view';
import { useAnnounce } from '@/ui/announcer';
import { showToast } from '@/ui/toast';
import { useSayLink } from '@/ui/use-say-link';
import { showAlert } from './alert-toast';
import { CodeToast } from './code-toast';
import { useWindowTitle } from './use-window-title';

/** How long a toast about a code stays: whoever comes back from Meta's window finds it. */
const codeStays = 120_000;

/** Gives Go a message's text without WhatsApp's formatting signs, for a notification. */
async function sayPlainly(number: number): Promise<void> {
  const { system } = bridge();
  const marked = await system.marked(number);
  if (marked !== '') await system.plain(number, plainText(parseMessage(marked)));
}

/** What always runs: the sync of the stores, where a clicked notification leads, alerts inside, the title's count. */
export function Background(): null {
  const { t } = useTranslation('status');
  const [where, go] = useLocation();
  const announce = useAnnounce();
  const say = useSaid();
  const told = useRef(new Set<string>());
  // The number up to which news were shown. What came before this page began to listen is not shown.
  const shown = useRef<number>(undefined);
  const alert = useEffectEvent((said: Alert) => {
    // The formatting signs are taken out already: the system's notification has the same words.
    const { body } = said;
    // What the system can't do, it can't do every time: the person is told once, and finds it under Settings.
    const lacking = said.problem === null ? '' : say(said.problem);
    // It is on screen, and was announced there: a toast would only lie on its buttons.
    if (said.setupId !== '' && said.setupId === (said.type === 'asked' ? setupShown() : codeShown())) return;
    const why = told.current.has(lacking) ? '' : lacking;
    told.current.add(lacking);
    // An offer's card is on every screen and says the rest; a toast would only cover a dialog.
    if (said.type === 'offer') {
      if (why !== '') showToast('alert-lacking', t('alert.lacking'), why);
      return;
    }
    announce(`${said.title}. ${body}`);
    if (said.setupId !== '') {
      const setupId = said.setupId;
      const toast = setupToast(setupId);
      showToast(toast, said.title, <CodeToast toast={toast} setupId={setupId} body={why === '' ? body : `${body} ${why}`} copies={said.type === 'code'} onOpen={() => go(setupPath(setupId))} />, { stays: codeStays });
      return;
    }
    showAlert(said, why, go);
  });
  const openLinked = useOpenLink();
  const sayLink = useSayLink();
  const leadTo = (link: string): void => {
    const linked = linkedIn(link);
    if (linked !== undefined) void openLinked(linked).then(sayLink);
  };
  // A link with which the app was started waits for the page: of all that is older nothing is shown.
  const pullLink = useEffectEvent(async (): Promise<void> => leadTo((await bridge().system.news(Number.MAX_SAFE_INTEGER)).openLink));
  const pull = useEffectEvent(async (number: number): Promise<void> => {
    const { seq, alerts, open, openSetup, openLink } = await bridge().system.news(shown.current ?? number - 1);
    shown.current = seq;
    leadTo(openLink);
    alerts.forEach(alert);
    if (openSetup !== '') go(setupPath(openSetup));
    if (open === '') return;
    // The thread may be open already, at an older place: what the notification is about is at the end.
    if (where === threadPath(open)) wishEnd();
    go(threadPath(open));
  });
  useEffect(() => {
    // The gate has usually started it; the stores must be kept up to date even without one.
    startSync();
    void refreshSettings();
    const { events } = bridge();
    // One after the other, so that nothing is shown twice. What a failed pull missed comes with the next.
    let last = Promise.resolve();
    void pullLink().catch(() => undefined);
    const heard = (number: number): void => void (last = last.then(() => pull(number)).catch(() => undefined));
    const stops = (['navigate', 'alert'] as const).map((name) => events.on(name, heard));
    stops.push(events.on('plain', (number) => void sayPlainly(number).catch(() => undefined)));
    return () => stops.forEach((stop) => stop());
  }, []);
  useSigns();
  const isFront = useFocused();
  useEffect(() => {
    void bridge().system.front(isFront).catch(() => undefined);
  }, [isFront]);
  useWindowTitle();
  return null;
}

// Not more often than this is somebody's presence at the window said again.
const signsApart = 2000;

/** Says while the person does something in the window that they are there: an alert that nobody sees becomes louder. */
function useSigns(): void {
  useEffect(() => {
    let last = 0;
    const sign = (): void => {
      const now = performance.now();
      if (now - last < signsApart || !document.hasFocus()) return;
      last = now;
      void bridge().system.front(true).catch(() => undefined);
    };
    const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    signs.forEach((each) => window.addEventListener(each, sign, { capture: true, passive: true }));
    return () => signs.forEach((each) => window.removeEventListener(each, sign, { capture: true }));
  }, []);
}
