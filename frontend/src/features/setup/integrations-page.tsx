import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { AppAccess, Waba } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isTroubled, troubleOf, useSaid } from '@/i18n/said';
import { useNow } from '@/lib/clock';
import { paths } from '@/lib/paths';
import { ago, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import { CopyField } from '@/ui/copy-field';
import { Page, Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { ErrorState, Skeletons } from '@/ui/states';
import { AiSection } from './ai-section';
import { AppForm } from './app-form';
import { Carriers } from './carrier-section';
import { LastUse } from './last-use';
import { LinkAccount } from './link-account';
import { twilio } from './model';
import classes from './setup.module.css';
import { useCopy } from '@/stores/use-copy';
import { StandingOf } from './standing-of';
import { TemplateDrift } from './template-drift';
import { Unlink } from './unlink';
import { WabaForm } from './waba-form';
import { WebhooksOf } from './webhooks-of';

/** The provider of messages that this version has words for. The relay says whether it speaks to it. */
const meta = 'meta';

/** The accounts that Parley works with: carriers, Meta apps, WhatsApp Business Accounts. */
export function IntegrationsPage(): ReactElement {
  const { t } = useTranslation('setup');
  const [, go] = useLocation();
  const apps = useQuery({ queryKey: ['setup', 'apps'], queryFn: () => bridge().setup.apps(), refetchInterval: ({ state }) => (state.data?.apps.some(waits) === true ? 3_000 : false) });
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={() => go(paths.channels)}>
      {t('integrations.back')}
    </Button>
  );
  return (
    <Page title={t('integrations.title')} lead={t('integrations.lead')} actions={back} reading>
      {apps.isPending && <Skeletons rows={4} label={t('integrations.loading')} />}
      {/* What is there stays while the relay is away: somebody may be filling in a form of it. */}
      {apps.data === undefined && apps.error !== null && (
        <ErrorState
          what={t('integrations.failed')}
          why={toBridgeError(apps.error).message}
          todo={t('integrations.failedTodo')}
          code={toBridgeError(apps.error).shown}
          action={{ label: t('integrations.retry'), run: () => void apps.refetch() }}
        />
      )}
      {apps.data !== undefined && (
        <>
          {apps.data.providers.some((each) => each.name === meta) && (
            <>
              <Apps apps={apps.data.apps.filter((each) => each.provider === meta)} onStored={() => void apps.refetch()} />
              <Wabas />
            </>
          )}
          <Carriers />
          <AiSection />
        </>
      )}
    </Page>
  );
}

function Apps({ apps, onStored }: { readonly apps: readonly AppAccess[]; readonly onStored: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  // The app whose secret is changed; '' is a new one.
  const [editing, setEditing] = useState<string>();
  const stored = (): void => {
    setEditing(undefined);
    onStored();
  };
  return (
    <Section
      title={t('integrations.meta.title')}
      text={t('integrations.meta.text')}
      actions={editing === undefined ? <Button variant="default" onClick={() => setEditing('')}>{t('integrations.meta.add')}</Button> : undefined}
    >
      {apps.length === 0 && editing === undefined && <Callout>{t('integrations.meta.none')}</Callout>}
      {apps.map((app) =>
        editing === app.id ? (
          <AppForm key={app.id} known={app} onStored={stored} onCancel={() => setEditing(undefined)} />
        ) : (
          <AppCard key={app.id} app={app} onChange={() => setEditing(app.id)} onUnlinked={onStored} />
        ),
      )}
      {editing === '' && <AppForm onStored={stored} onCancel={() => setEditing(undefined)} />}
    </Section>
  );
}

function AppCard({ app, onChange, onUnlinked }: { readonly app: AppAccess; readonly onChange: () => void; readonly onUnlinked: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const copy = useCopy();
  const words = { copyLabel: t('integrations.copy'), copiedLabel: t('integrations.copied'), copy: copy.run };
  return (
    <div className={`${classes.box} ${classes.form}`} role="group" aria-label={app.name}>
      <div className={classes.actions}>
        <strong>{app.name}</strong>
        <span className="code">{app.id}</span>
        <Button variant="subtle" onClick={onChange} style={{ marginInlineStart: 'auto' }}>
          {t('integrations.meta.change')}
        </Button>
        <Unlink what={{ kind: 'app', id: app.id, name: app.name }} onDone={onUnlinked} />
      </div>
      {app.webhookUrl === '' ? <Callout tone="amber">{t('integrations.meta.webhookNone')}</Callout> : <CopyField label={t('integrations.meta.url')} value={app.webhookUrl} {...words} />}
      <CopyField label={t('integrations.meta.token')} value={app.verifyToken} {...words} />
      {app.hostedUrl !== '' && <Callout tone={app.hostedToken ? 'ok' : 'amber'}>{t(app.hostedToken ? 'integrations.meta.hostedThere' : 'integrations.meta.hostedNoToken')}</Callout>}
      {app.configId === '' && app.hostedUrl !== '' ? null : app.configId === '' ? (
        <Callout>{t('integrations.meta.configNone')}</Callout>
      ) : (
        <>
          <Callout tone="ok">{t('integrations.meta.configThere')}</Callout>
          {app.connectUrl !== '' && <CopyField label={t('integrations.meta.redirect')} value={`${app.connectUrl}/back`} {...words} />}
        </>
      )}
      {copy.failed && <Callout tone="amber">{t('integrations.copyFailed')}</Callout>}
      <Handshake app={app} />
      <LastUse of={`app/${app.id}`} />
    </div>
  );
}

/** Whether Meta's handshake is still to come, or came last with another token. */
const waits = (app: AppAccess): boolean => app.handshakeAt === 0 || app.refusedAt > app.handshakeAt;

/** Waiting for Meta, or when the handshake was seen; it changes by itself. */
function Handshake({ app }: { readonly app: AppAccess }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  if (app.refusedAt > app.handshakeAt) return <Callout tone="amber">{t('integrations.meta.otherToken', { time: exactTime(app.refusedAt, locale) })}</Callout>;
  if (app.handshakeAt > 0) return <Callout tone="ok">{t('integrations.meta.handshake', { time: exactTime(app.handshakeAt, locale) })}</Callout>;
  return <Callout>{t('integrations.meta.noHandshake')}</Callout>;
}

function Wabas(): ReactElement {
  const { t } = useTranslation('setup');
  const table = useDesk((desk) => desk.wabas);
  const list = [...table.values()].filter((each) => each.provider !== twilio); // those stand with their carrier
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title={t('integrations.wabas.title')}
      text={t('integrations.wabas.text')}
      actions={adding ? undefined : <Button variant="default" onClick={() => setAdding(true)}>{t('integrations.wabas.add')}</Button>}
    >
      {list.length === 0 && !adding && <Callout>{t('integrations.wabas.none')}</Callout>}
      {list.map((waba) => (
        <WabaCard key={waba.id} waba={waba} />
      ))}
      {adding && (
        <div className={classes.box}>
          <LinkAccount setupId="" onLinked={() => setAdding(false)} onCancel={() => setAdding(false)} />
        </div>
      )}
    </Section>
  );
}

function WabaCard({ waba }: { readonly waba: Waba }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const now = useNow();
  const [checking, setChecking] = useState(false);
  const say = useSaid();
  const [pulled, setPulled] = useState(false);
  const act = useAct();
  const pull = async (): Promise<void> => {
    setPulled(false);
    setPulled((await act.run(() => bridge().setup.pullTemplates(waba.id))) !== undefined);
  };
  return (
    <div className={`${classes.box} ${classes.form}`} role="group" aria-label={waba.name}>
      <div className={classes.actions}>
        <strong dir="auto">{waba.name}</strong>
        <span className="code">{waba.id}</span>
        {isTroubled(waba) ? <Chip tone="red">{t('integrations.wabas.problem')}</Chip> : <Chip tone="ok">{t('integrations.wabas.verified', { time: ago(waba.verifiedAt, now, locale) })}</Chip>}
        {waba.expiresAt > 0 && <Chip tone={waba.expiresAt - now < 7 * 86_400_000 ? 'amber' : 'plain'}>{t('integrations.wabas.expires', { date: exactTime(waba.expiresAt, locale) })}</Chip>}
        <Button variant="subtle" onClick={() => setChecking(!checking)} style={{ marginInlineStart: 'auto' }}>
          {t('integrations.wabas.checkAgain')}
        </Button>
        <Button variant="subtle" loading={act.busy} onClick={() => void pull()}>
          {t('integrations.wabas.pull')}
        </Button>
        <Unlink what={{ kind: 'account', id: waba.id, name: waba.name }} />
      </div>
      <LastUse of={`account/${waba.id}`} />
      {isTroubled(waba) && <Callout tone="amber">{troubleOf(say, waba)}</Callout>}
      {pulled && <Callout tone="ok">{t('integrations.wabas.pulled')}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
      <TemplateDrift wabaId={waba.id} />
      <StandingOf wabaId={waba.id} />
      <WebhooksOf wabaId={waba.id} />
      {checking && <WabaForm known={waba} onVerified={() => setChecking(false)} onCancel={() => setChecking(false)} />}
    </div>
  );
}
