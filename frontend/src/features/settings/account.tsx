import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { flushDrafts } from '@/stores/drafts';
import { useSession } from '@/stores/session';
import { useUnsent } from '@/stores/unsent';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import classes from './settings.module.css';

/** What is kept of this person's unsent work, in words; "" when there is none. */
function useKept(name: string): string {
  const { t } = useTranslation('settings');
  const { drafts, files } = useUnsent();
  if (drafts + files === 0) return '';
  const words = { drafts: t('account.drafts', { count: drafts }), files: t('account.files', { count: files }) };
  const what = files === 0 ? words.drafts : drafts === 0 ? words.files : t('account.draftsAndFiles', words);
  return t('account.kept', { name: isolate(name), what });
}

/** Who is signed in, where the session lies, and the way out. */
export function Account(): ReactElement | null {
  const { t } = useTranslation('settings');
  const { t: people } = useTranslation('people');
  const state = useSession((store) => store.state);
  const user = useDesk((desk) => desk.users.get(state?.userId ?? ''));
  const act = useAct();
  const kept = useKept(state?.userName ?? '');
  if (state === null) return null;
  const signOut = async (): Promise<void> => {
    // What was typed last goes to the disk first, or it would not be kept.
    await flushDrafts();
    const answer = await act.run(() => bridge().session.signOut(false));
    if (answer === undefined || answer.value === 0) return;
    modals.openConfirmModal({
      title: t('account.signOutTitle'),
      children: (
        <>
          <div>{t('account.signOutText', { count: answer.value })}</div>
          {kept !== '' && <div className={classes.kept}>{kept}</div>}
        </>
      ),
      labels: { confirm: t('account.signOutAnyway'), cancel: t('account.stay') },
      // Enter, pressed by mistake, keeps everything.
      cancelProps: { 'data-autofocus': true },
      confirmProps: { color: 'red' },
      onConfirm: () => void act.run(() => bridge().session.signOut(true)),
    });
  };
  return (
    <Section title={t('account.title')}>
      <dl className={classes.abilities}>
        <dt>{t('account.name')}</dt>
        <dd dir="auto">{state.userName}</dd>
        {user !== undefined && user.email !== '' && (
          <>
            <dt>{t('account.email')}</dt>
            <dd>{user.email}</dd>
          </>
        )}
        <dt>{t('account.role')}</dt>
        <dd>{state.role !== '' && people(`role.${state.role}`)}</dd>
        <dt>{t('account.relay')}</dt>
        <dd>{state.thisComputer ? t('account.here') : `${state.relayName} · ${state.relayUrl}`}</dd>
      </dl>
      {state.keychain ? <Callout>{t('account.keychain')}</Callout> : <Callout tone="amber">{t('account.file')}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
      <div>
        <Button variant="default" loading={act.busy} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Button>
      </div>
      {kept !== '' && <p className={classes.kept}>{kept}</p>}
    </Section>
  );
}
