import { Button } from '@mantine/core';
import { IconShieldQuestion } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useShallow } from 'zustand/react/shallow';
import type { Thread } from '@/bridge/types';
import { useRegisterActions } from '@/lib/actions';
import { useDesk } from '@/stores/desk';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { useHeld } from './held';
import { IdentityDialog } from './identity-dialog';

/** That what is sent waits, since the customer's phone or app changed, and the way on. */
export function IdentityBand({ thread }: { readonly thread: Thread }): ReactElement | null {
  return (thread.identityAt ?? 0) === 0 ? null : <Band thread={thread} />;
}

function Band({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('identity');
  const [asking, setAsking] = useState(0); // the change they are asked about
  const online = useOnline();
  const me = useMe();
  const supervisor = useSupervisor();
  const may = supervisor || (thread.open && thread.owner === me);
  const held = useHeld([thread.id]);
  const elsewhere = useDesk(useShallow((desk) => [...desk.threads.values()].filter((each) => each.id !== thread.id && each.contactId === thread.contactId && (each.identityAt ?? 0) > 0).map((each) => each.id)));
  const ask = (): void => setAsking(thread.identityAt ?? 0);
  useRegisterActions(may && online ? [{ id: 'identity.checked', group: t('keys.group'), label: t('keys.checked'), icon: <IconShieldQuestion size={16} />, run: ask }] : []);
  return (
    <section aria-label={t('band.label')}>
      <Callout
        tone="amber"
        actions={
          may && (
            <Button size="compact-sm" disabled={!online} onClick={ask}>
              {t('band.checked')}
            </Button>
          )
        }
      >
        <strong>{t('band.title')}</strong> {thread.identityWrote === true ? t('band.wrote') : t('band.silent')} {held > 0 && t('band.held', { count: held })} {!may && t('band.notYours')}
        {may && !online && <p>{t('band.offline')}</p>}
      </Callout>
      {asking > 0 && <IdentityDialog threadId={thread.id} since={asking} held={held} elsewhere={elsewhere} onClose={() => setAsking(0)} />}
    </section>
  );
}
