import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Alert } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { parseMessage, plainText } from '@/lib/message-format';
import { threadPath } from '@/lib/paths';
import { refreshSettings } from '@/stores/settings';
import { startSync } from '@/stores/sync';
import { wishEnd } from '@/stores/view';
import { useAnnounce } from '@/ui/announcer';
import { showToast } from '@/ui/toast';
import { useWindowTitle } from './use-window-title';

/** Answers Go, which reads no formatting: a notification shows a message's words without its signs. */
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
  // Up to where the news were shown. What came before this page listened is not told by it.
  const shown = useRef<number>(undefined);
  const alert = useEffectEvent((said: Alert) => {
    const id = `alert-${said.type}-${said.threadId}`;
    const open = (): void => {
      notifications.hide(id);
      go(threadPath(said.threadId));
    };
    // The formatting signs are out already: the same words stand in the system's notification.
    const { body } = said;
    // What the system lacks it lacks every time: the person is told once, and finds it under Settings.
    const lacking = said.problem === null ? '' : say(said.problem);
    const why = told.current.has(lacking) ? '' : lacking;
    told.current.add(lacking);
    // Its card stands on every screen and says it; the toast would only lie over a dialog.
    if (said.type === 'offer') {
      if (why !== '') showToast('alert-lacking', t('alert.lacking'), why);
      return;
    }
    announce(`${said.title}. ${body}`);
    showToast(
      id,
      said.title,
      <>
        <span dir="auto">{body}</span>
        {why !== '' && <div>{why}</div>}
        {said.threadId !== '' && (
          <div>
            <Button size="compact-sm" variant="default" mt={6} onClick={open}>
              {t('alert.open')}
            </Button>
          </div>
        )}
      </>,
    );
  });
  const pull = useEffectEvent(async (number: number): Promise<void> => {
    const { seq, alerts, open } = await bridge().system.news(shown.current ?? number - 1);
    shown.current = seq;
    alerts.forEach(alert);
    if (open === '') return;
    // Open already, but at an older place perhaps: what the notification is about stands at the end.
    if (where === threadPath(open)) wishEnd();
    go(threadPath(open));
  });
  useEffect(() => {
    // The gate has usually started it; the stores must be true even without one.
    startSync();
    void refreshSettings();
    const { events } = bridge();
    // One after the other, so that nothing is shown twice. One that fails is told by the next.
    let last = Promise.resolve();
    const heard = (number: number): void => void (last = last.then(() => pull(number)).catch(() => undefined));
    const stops = (['navigate', 'alert'] as const).map((name) => events.on(name, heard));
    stops.push(events.on('plain', (number) => void sayPlainly(number).catch(() => undefined)));
    return () => stops.forEach((stop) => stop());
  }, []);
  useWindowTitle();
  return null;
}
