import { UnstyledButton } from '@mantine/core';
import { IconArrowsExchange, IconArrowsSplit2, IconFlagCheck, IconInfoCircle, IconMessage2Plus } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Decision, Interaction, Message } from '@/bridge/types';
import { useConditionWords } from '@/i18n/plan-words';
import { useLocale } from '@/i18n/locale';
import { causeOf, winnerWords } from '@/i18n/routing-words';
import { useNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import type { Hand } from '@/lib/hands';
import { oneOf } from '@/lib/known';
import { threadPath } from '@/lib/paths';
import { endReasons } from '@/lib/lists';
import { clockTime, dayLabel, exactTime, weekdayTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useContact, useThread, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { useHandWords } from '@/stores/use-hand-words';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { showWhy } from '@/stores/view';
import classes from './lines.module.css';

const look = { size: 14, stroke: 1.6, 'aria-hidden': true } as const;

/** A day's beginning. */
export function DayLine({ at }: { readonly at: number }): ReactElement {
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <div className={classes.day}>
      <time dateTime={new Date(at).toISOString()}>{dayLabel(at, now, locale)}</time>
    </div>
  );
}

/** The line above the first message that this person has not seen. */
export function NewLine(): ReactElement {
  const { t } = useTranslation('thread');
  return (
    <div className={classes.new} role="separator" aria-label={t('new')}>
      <span>{t('new')}</span>
    </div>
  );
}

/** A line between the messages. */
export function SystemText({ icon, title, children }: { readonly icon: ReactNode; readonly title?: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className={classes.system} title={title}>
      {icon}
      <span>{children}</span>
    </div>
  );
}

/** How an interaction began: who got it, and why. */
export function RoutedLine({ interaction, decision }: { readonly interaction: Interaction; readonly decision: Decision | undefined }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const title = exactTime(interaction.startedAt, locale);
  if (interaction.businessStarted) {
    return (
      <SystemText icon={<IconMessage2Plus {...look} />} title={title}>
        {t('line.started')}
      </SystemText>
    );
  }
  return (
    <SystemText icon={<IconArrowsSplit2 {...look} />} title={title}>
      <Routing interaction={interaction} decision={decision} />
      {interaction.branched !== undefined && <Branched branched={interaction.branched} />}
      {interaction.overflowed !== undefined && <Overflowed from={interaction.overflowed.from} />}
      {decision !== undefined && (
        <UnstyledButton className={classes.why} onClick={showWhy}>
          {t('line.why')}
        </UnstyledButton>
      )}
    </SystemText>
  );
}

// Which branch of its plan it took, and what held then.
function Branched({ branched }: { readonly branched: NonNullable<Interaction['branched']> }): ReactElement {
  const { t } = useTranslation('thread');
  const inboxes = useDesk((desk) => desk.inboxes);
  const words = useConditionWords((id) => inboxes.get(id)?.name ?? t('line.goneInbox'));
  return <>{branched.n === 0 ? t('line.branchedRest') : t('line.branched', { n: branched.n, conditions: branched.if.map(words).join(', ') })}</>;
}

function Overflowed({ from }: { readonly from: string }): ReactElement {
  const { t } = useTranslation('thread');
  const inbox = useDesk((desk) => desk.inboxes.get(from)?.name ?? '');
  return <>{inbox === '' ? t('line.overflowedGone') : t('line.overflowed', { inbox })}</>;
}

// Nobody is asked while the inbox is closed, whatever was decided before.
function Closed({ inbox, until }: { readonly inbox: string; readonly until: number }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const now = useNow(60_000);
  return <>{until === 0 ? t('line.closed', { inbox }) : t('line.closedUntil', { inbox, time: weekdayTime(until, now, locale) })}</>;
}

function Routing({ interaction, decision }: { readonly interaction: Interaction; readonly decision: Decision | undefined }): ReactElement {
  const { t } = useTranslation('thread');
  const { t: routing } = useTranslation('routing');
  const me = useMe();
  const offered = decision !== undefined && decision.outcome === 'offer' && decision.winner !== '';
  const who = offered ? decision.winner : interaction.owner;
  const user = useUser(who);
  const queue = useDesk((desk) => desk.inboxes.get(interaction.inboxId));
  const inbox = queue?.name ?? '';
  if (interaction.state === 'waiting' && queue?.opening?.closed === true) return <Closed inbox={inbox} until={queue.opening.until} />;
  if (!offered && decision !== undefined) {
    const cause = causeOf(decision.cause);
    return <>{cause === undefined ? t('line.queuedPlain', { inbox }) : t(interaction.state === 'waiting' || interaction.state === 'offered' ? 'line.queued' : 'line.came', { inbox, why: routing(`cause.${cause}`) })}</>;
  }
  if (interaction.state === 'inFlow') return <>{t('line.inFlow')}</>;
  if (who === '') return <>{t('line.queuedPlain', { inbox })}</>;
  // Somebody who was asked does not have the conversation yet: the offer may be open, have gone to the next agent, or be void because somebody took the
  // conversation.
  const words = who === interaction.owner ? 'routed' : 'offered';
  const routed = who === me ? t(`line.${words}Me`) : t(`line.${words}`, { name: user?.name ?? t('line.somebody') });
  return <>{offered ? t('line.routedBecause', { routed, why: winnerWords(routing, decision.reason, who === me) }) : routed}</>;
}

/** How the conversation went to somebody, or back to a queue, and when. */
export function HandLine({ hand }: { readonly hand: Hand }): ReactElement {
  const locale = useLocale();
  const words = useHandWords();
  return (
    <SystemText icon={<IconArrowsExchange {...look} />} title={exactTime(hand.at, locale)}>
      {words(hand, clockTime(hand.at, locale))}
    </SystemText>
  );
}

/** How an interaction ended. */
export function EndedLine({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const locale = useLocale();
  const me = useMe();
  const by = useUser(interaction.endedBy);
  const reason = oneOf(endReasons, interaction.endReason);
  const thread = useThread(interaction.threadId);
  const contact = useContact(thread?.contactId ?? '');
  const back = useWriteBack();
  const name = interaction.endedBy === me ? t('terms:name.you').toLocaleLowerCase() : (by?.name ?? t('line.somebody'));
  return (
    <SystemText icon={<IconFlagCheck {...look} />} title={exactTime(interaction.endedAt, locale)}>
      {reason === undefined ? t('line.ended.other') : t(`line.ended.${reason}`, { name })}
      {thread !== undefined && thread.interactionId === interaction.id && mayWriteBack(thread, contact) && (
        <UnstyledButton className={classes.why} onClick={() => back(thread.id)}>
          {t('header.back')}
        </UnstyledButton>
      )}
    </SystemText>
  );
}

const notices = ['numberChanged', 'userIdChanged', 'identityChanged', 'request_welcome', 'elsewhere', 'fromAgent', 'fromOther', 'toAgent', 'toOther', 'joined', 'joinedTo'] as const;

/** What WhatsApp itself said in the thread. */
export function SystemLine({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const go = useGo();
  const other = message.other ?? '';
  const locale = useLocale();
  const known = notices.find((each) => each === message.system);
  return (
    <SystemText icon={<IconInfoCircle {...look} />} title={exactTime(message.at, locale)}>
      {known === undefined ? t('line.system.other', { text: message.text === '' ? message.system : message.text }) : t(`line.system.${known}`)}
      {other !== '' && (
        <UnstyledButton className={classes.why} onClick={() => go(threadPath(other))}>
          {t('line.openOther')}
        </UnstyledButton>
      )}
    </SystemText>
  );
}
