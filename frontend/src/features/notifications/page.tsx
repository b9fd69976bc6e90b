import { Button, SegmentedControl } from '@mantine/core';
import { IconAlarm, IconAlertTriangle, IconArrowsExchange, IconAt, IconBell, IconBolt, IconBrandMeta, IconClockExclamation, IconClockOff, IconEye, IconGauge, IconHandStop, IconHash, IconHelpCircle, IconHourglass, IconHourglassHigh, IconHourglassOff, IconMessage, IconMessageX, IconPlugConnectedX, IconServerOff, IconShieldX, IconStethoscope, IconThumbDown, IconThumbUp, IconUserCheck, IconUserEdit, IconUserQuestion, IconUserShare } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Notice, NoticeKind, Template } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { useSaid } from '@/i18n/said';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { alarms, noticeKinds } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { paths, templatePath, threadPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { personIn } from '@/stores/selectors';
import { useAct } from '@/stores/use-act';
import { Page } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { RelativeTime } from '@/ui/relative-time';
import { EmptyState, Skeletons } from '@/ui/states';
import { VirtualList } from '@/ui/virtual-list';
import classes from './notifications.module.css';
import { AlertTest } from './alert-test';
import { Unreached } from './unreached';
import { useAlertTest } from './use-alert-test';
import { useOutcome } from './use-outcome';
import { useTransferNote } from './use-transfer-note';

const idOf = (notice: Notice): string => notice.id;

const look = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

type Kind = NoticeKind | 'other';

const icons = {
  offer: <IconUserQuestion {...look} />,
  message: <IconMessage {...look} />,
  escalation: <IconAlertTriangle {...look} />,
  queued: <IconHourglass {...look} />,
  unrouted: <IconPlugConnectedX {...look} />,
  transfer: <IconArrowsExchange {...look} />,
  assigned: <IconUserCheck {...look} />,
  taken: <IconHandStop {...look} />,
  returned: <IconUserShare {...look} />,
  woken: <IconAlarm {...look} />,
  sendFailed: <IconMessageX {...look} />,
  window: <IconClockOff {...look} />,
  closing: <IconClockExclamation {...look} />,
  due: <IconHourglassHigh {...look} />,
  missed: <IconHourglassOff {...look} />,
  mention: <IconAt {...look} />,
  followMessage: <IconEye {...look} />,
  followNote: <IconEye {...look} />,
  followMoved: <IconEye {...look} />,
  followEnd: <IconEye {...look} />,
  presence: <IconUserEdit {...look} />,
  unhandled: <IconHelpCircle {...look} />,
  account: <IconBrandMeta {...look} />,
  relay: <IconServerOff {...look} />,
  signIn: <IconShieldX {...look} />,
  checkup: <IconStethoscope {...look} />,
  quality: <IconThumbDown {...look} />,
  limit: <IconGauge {...look} />,
  better: <IconThumbUp {...look} />,
  speed: <IconBolt {...look} />,
  numbers: <IconHash {...look} />,
  other: <IconBell {...look} />,
} as const satisfies Readonly<Record<Kind, ReactElement>>;

/** A notice's kind; kinds of later versions are "other". */
export function kindOf(type: string): Kind {
  return oneOf(noticeKinds, type) ?? 'other';
}

const hasNameless = ['offer', 'message', 'escalation', 'queued', 'unrouted', 'transfer', 'assigned', 'taken', 'woken', 'returned', 'sendFailed', 'window', 'closing', 'due', 'missed', 'mention', 'followMessage', 'followNote', 'followMoved', 'followEnd', 'other'] as const;

const hasTodo = ['escalation', 'queued', 'unrouted', 'sendFailed', 'window', 'closing', 'due', 'missed', 'unhandled', 'account', 'relay', 'signIn', 'checkup', 'quality', 'limit', 'speed', 'numbers'] as const;

/** The kind as a sentence of its own for a thread whose customer is not held here; the rest name no customer. */
function namelessOf(kind: Kind): (typeof hasNameless)[number] | undefined {
  return hasNameless.find((each) => each === kind);
}

/** The record of notices: newest first, unread ones marked. */
export function NotificationsPage(): ReactElement {
  const { t } = useTranslation('notifications');
  const locale = useLocale();
  const loaded = useDesk((desk) => desk.loaded);
  const table = useDesk((desk) => desk.notices);
  const [onlyUnread, setOnlyUnread] = useState(false);
  const act = useAct();
  const test = useAlertTest();
  const all = useMemo(() => [...table.values()].sort((a, b) => b.at - a.at), [table]);
  const unread = useMemo(() => all.filter((each) => !each.read), [all]);
  const shown = onlyUnread ? unread : all;
  const actions = (
    <>
      <SegmentedControl aria-label={t('which')} value={onlyUnread ? 'unread' : 'all'} onChange={(value) => setOnlyUnread(value === 'unread')} data={[{ value: 'all', label: t('all') }, { value: 'unread', label: t('unread') }]} />
      <Button variant="default" loading={test.busy} onClick={test.run}>
        {t('test.run')}
      </Button>
      <Button variant="default" disabled={unread.length === 0 || act.busy} onClick={() => void act.run(() => bridge().threads.readNotices([]))}>
        {t('markAll')}
      </Button>
    </>
  );
  return (
    <Page title={t('title')} count={unread.length === 0 ? undefined : formatNumber(unread.length, locale)} lead={t('lead')} actions={actions}>
      <Refusal error={act.error} fallback={t('failed')} />
      <Refusal error={test.error} fallback={t('test.failed')} />
      <AlertTest model={test} />
      <Unreached />
      {!loaded && <Skeletons rows={6} label={t('loading')} avatar />}
      {loaded && all.length === 0 && <EmptyState icon={<IconBell size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />}
      {all.length > 0 && shown.length === 0 && <EmptyState icon={<IconBell size={32} stroke={1.4} />} title={t('noUnread')} text={t('noUnreadText')} action={{ label: t('showAll'), run: () => setOnlyUnread(false) }} />}
      {shown.length > 0 && (
        <div className={classes.list}>
          <VirtualList items={shown} itemKey={idOf} estimate={57} label={t('list')} renderItem={(each) => <Line notice={each} onRead={() => void act.run(() => bridge().threads.readNotices([each.id]))} />} />
        </div>
      )}
    </Page>
  );
}

/** Where a notice leads; undefined when there is nothing to open. */
function target(notice: Notice, template: Template | undefined): string | undefined {
  if (notice.threadId !== '') return threadPath(notice.threadId);
  if (template !== undefined) return templatePath(template.id);
  return (['unhandled', 'account', 'checkup', 'quality', 'better', 'limit', 'speed', 'numbers'] as const).some((each) => each === notice.type) ? paths.channels : undefined;
}

/** What happened to a template, by how it stands now. */
function templateKind({ status }: Template): 'template' | 'templateREJECTED' | 'templatePAUSED' | 'templateDISABLED' {
  return status === 'REJECTED' || status === 'PAUSED' || status === 'DISABLED' ? `template${status}` : 'template';
}

function Line({ notice, onRead }: { readonly notice: Notice; readonly onRead: () => void }): ReactElement {
  const { t } = useTranslation('notifications');
  const locale = useLocale();
  const [, go] = useLocation();
  const nameOf = useContactName();
  const contact = useDesk((desk) => personIn(desk.contacts, desk.threads.get(notice.threadId)?.contactId ?? ''));
  const subject = useDesk((desk) => desk.numbers.get(notice.subject)?.name ?? desk.users.get(notice.subject)?.name ?? desk.wabas.get(notice.subject)?.name ?? desk.templates.get(notice.subject)?.name ?? notice.subject);
  const template = useDesk((desk) => desk.templates.get(notice.subject));
  const say = useSaid();
  // What is wrong with a number or an account now says more than that something was.
  const why = useDesk((desk) => desk.numbers.get(notice.subject)?.why ?? desk.wabas.get(notice.subject)?.said);
  const kind = kindOf(notice.type);
  // Who may no longer see a thread holds nothing of its customer: the record says what happened without a name.
  const nameless = contact === undefined ? namelessOf(kind) : undefined;
  const alarm = kind === 'relay' ? oneOf(alarms, notice.subject) : undefined;
  const { title, went } = useOutcome(notice);
  const words = alarm !== undefined ? t(`alarm.${alarm}`) : template !== undefined && kind === 'account' ? t(`kind.${templateKind(template)}`, { subject: isolate(template.name) }) : nameless === undefined ? t(`kind.${title ?? kind}`, { name: isolate(nameOf(contact)), subject: isolate(subject) }) : t(`nameless.${nameless}`);
  const ask = hasTodo.find((each) => each === kind);
  const note = useTransferNote(notice);
  const todo = went !== '' ? went : note !== '' ? t('todo.note', { note: isolate(note) }) : nameless === undefined && ask !== undefined ? (kind === 'account' && why ? say(why) : t(`todo.${template !== undefined && ask === 'account' ? 'template' : ask}`)) : '';
  const to = target(notice, template);
  const open = (): void => {
    if (!notice.read) onRead();
    if (to !== undefined) go(to);
  };
  return (
    <div className={classes.line} data-unread={!notice.read || undefined} data-kind={kind}>
      <button type="button" className={classes.main} onClick={open} disabled={to === undefined && notice.read}>
        <span className={classes.icon}>{icons[kind]}</span>
        <span className={classes.words}>
          <span>
            {words}
            {!notice.read && <span className={classes.hidden}>, {t('isUnread')}</span>}
          </span>
          {todo !== '' && <span className={classes.dim}>{todo}</span>}
        </span>
        <span className={classes.time}>
          <RelativeTime at={notice.at} locale={locale} />
        </span>
      </button>
      <span className={classes.mark}>
        {!notice.read && (
          <Button variant="subtle" size="compact-sm" onClick={onRead}>
            {t('mark')}
          </Button>
        )}
      </span>
    </div>
  );
}
