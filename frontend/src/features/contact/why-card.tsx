import { IconArrowsSplit2, IconCheck, IconMinus } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Candidate, Decision, Decline, Interaction, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { causeOf, countsOf, declineWords, reasonOf, winnerWords, won } from '@/i18n/routing-words';
import { type Hand, handsOf } from '@/lib/hands';
import { formatNumber } from '@/lib/numbers';
import { clockTime, exactTime, sameDay } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useSpans, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { useHandWords } from '@/stores/use-hand-words';
import { useView } from '@/stores/view';
import { WhyActions } from './why-actions';
import classes from './contact-panel.module.css';

/** Why the conversation went where it went: the winner in a sentence, everybody else with a reason. */
export function WhyCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('contact');
  const interaction = useDesk((desk) => desk.interactions.get(thread.interactionId));
  const decision = useDesk((desk) => desk.decisions.get(interaction?.decisionId ?? ''));
  const me = useMe();
  const wished = useView((view) => view.why);
  const seen = useRef(wished);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (seen.current === wished) return;
    seen.current = wished;
    card.current?.scrollIntoView({ block: 'nearest' });
    card.current?.focus();
  }, [wished]);
  const winner = useUser(decision?.winner ?? '');
  const owner = useUser(interaction?.owner ?? '');
  const offered = decision?.outcome === 'offer';
  // Whoever was asked may not have accepted, so the title claims no more than that.
  const words = decision?.winner === interaction?.owner ? 'title' : 'titleAsked';
  const hand = useHand(interaction, decision);
  const title = hand !== undefined ? (interaction?.owner === me ? t('why.titleNowMe') : t('why.titleNow', { name: owner?.name ?? t('why.unknownUser') })) : !offered ? t('why.titleQueue') : decision.winner === me ? t(`why.${words}Me`) : t(`why.${words}`, { name: winner?.name ?? t('why.unknownUser') });
  const text = useWhyText(interaction, decision, title, hand);
  if (decision === undefined) return null;
  return (
    <section className={classes.card} ref={card} tabIndex={-1} aria-label={title}>
      <h3 className={classes.cardTitle}>
        <IconArrowsSplit2 size={16} stroke={1.6} aria-hidden />
        {title}
      </h3>
      {hand !== undefined && <Now hand={hand} />}
      <Sentence decision={decision} before={hand !== undefined} />
      {hand === undefined && !offered && <Nobody decision={decision} />}
      {/* Who could take it says nothing any more once somebody has it. */}
      {(hand === undefined || offered) && (
        <ul className={classes.rows}>
          {decision.candidates.map((each) => (
            <CandidateRow key={each.userId} candidate={each} at={decision.at} decline={declineOf(interaction, each)} />
          ))}
        </ul>
      )}
      <WhyActions key={decision.id} decision={decision} text={text} />
    </section>
  );
}

/** How it came to whoever has it, where that is not what the decision said: it was taken, or went from hand to hand since. */
function useHand(interaction: Interaction | undefined, decision: Decision | undefined): Hand | undefined {
  const spans = useSpans(interaction?.id ?? '');
  if (interaction === undefined || decision === undefined || interaction.owner === '' || (interaction.state !== 'open' && interaction.state !== 'ended')) return undefined;
  const last = handsOf(spans).findLast((each) => each.who === interaction.owner);
  return last === undefined || (last.how === 'accepted' && decision.winner === interaction.owner) ? undefined : last;
}

function Now({ hand }: { readonly hand: Hand }): ReactElement {
  const locale = useLocale();
  const words = useHandWords();
  return (
    <p className={classes.sentence} title={exactTime(hand.at, locale)}>
      {words(hand, clockTime(hand.at, locale))}
    </p>
  );
}

/** The whole card in plain lines, to be pasted somewhere else: it holds what the card shows, and when it was decided. */
function useWhyText(interaction: Interaction | undefined, decision: Decision | undefined, title: string, hand: Hand | undefined): string {
  const { t } = useTranslation('contact');
  const { t: routing } = useTranslation('routing');
  const { t: terms } = useTranslation('terms');
  const locale = useLocale();
  const users = useDesk((desk) => desk.users);
  const me = useMe();
  const handWords = useHandWords();
  if (decision === undefined) return '';
  const nameOf = (id: string): string => users.get(id)?.name ?? t('why.unknownUser');
  const lines = decision.candidates.map((each) => {
    const decline = declineWords(routing, declineOf(interaction, each) ?? {});
    const reason = reasonWords(routing, locale, each, decision.at) + (decline === '' ? '' : `: ${decline}`);
    const name = each.userId === me ? terms('name.you') : nameOf(each.userId);
    return t(won(each.reason) ? 'why.lineAsked' : 'why.line', { name, reason });
  });
  const isOver = hand !== undefined && decision.outcome !== 'offer';
  const counts = decision.outcome === 'offer' || isOver ? '' : countWords(routing, locale, decision);
  const rules = t('why.decided', { time: exactTime(decision.at, locale), version: formatNumber(decision.version, locale) });
  const now = hand === undefined ? [] : [handWords(hand, exactTime(hand.at, locale))];
  const sentence = sentenceWords(t, routing, decision, decision.winner === me, nameOf(decision.winner));
  return [title, ...now, hand === undefined ? sentence : `${t('why.before')} ${sentence}`, ...(counts === '' ? [] : [counts]), ...(isOver ? [] : lines), rules].join('\n');
}

/** The mode and what came of it, as one line. */
function sentenceWords(t: TFunction<'contact'>, routing: TFunction<'routing'>, decision: Decision, isMe: boolean, name: string): string {
  return `${routing(`mode.${decision.mode}`)}. ${outcomeWords(t, routing, decision, isMe, name)}`;
}

function outcomeWords(t: TFunction<'contact'>, routing: TFunction<'routing'>, decision: Decision, isMe: boolean, name: string): string {
  const why = winnerWords(routing, decision.reason, isMe);
  if (decision.outcome === 'offer') return isMe ? t('why.winnerMe', { why }) : t('why.winner', { name, why });
  const cause = causeOf(decision.cause);
  return cause === undefined ? routing('unknownCause', { code: decision.cause || String(decision.version) }) : routing(`cause.${cause}`);
}

function Sentence({ decision, before }: { readonly decision: Decision; readonly before: boolean }): ReactElement {
  const { t } = useTranslation('contact');
  const { t: routing } = useTranslation('routing');
  const locale = useLocale();
  const me = useMe();
  const winner = useUser(decision.winner);
  const words = outcomeWords(t, routing, decision, decision.winner === me, winner?.name ?? t('why.unknownUser'));
  return (
    <p className={classes.sentence} title={exactTime(decision.at, locale)}>
      {before && `${t('why.before')} `}
      <strong>{routing(`mode.${decision.mode}`)}.</strong> {words}
    </p>
  );
}

/** How many could not be asked, by why: "3 offline, 2 busy, 1 unlicensed". */
function Nobody({ decision }: { readonly decision: Decision }): ReactElement | null {
  const { t } = useTranslation('routing');
  const locale = useLocale();
  const words = countWords(t, locale, decision);
  return words === '' ? null : <p className={`figures ${classes.sentence}`}>{words}</p>;
}

function countWords(t: TFunction<'routing'>, locale: string, decision: Decision): string {
  return countsOf(decision.candidates)
    .map(({ why, count }) => t(`count.${why}`, { count, shown: formatNumber(count, locale) }))
    .join(', ');
}

/** What somebody said of why they declined in this round, the last time that they did. */
function declineOf(interaction: Interaction | undefined, candidate: Candidate): Decline | undefined {
  return candidate.reason === 'declined' ? interaction?.declines?.findLast((each) => each.userId === candidate.userId) : undefined;
}

function CandidateRow({ candidate, at, decline }: { readonly candidate: Candidate; readonly at: number; readonly decline: Decline | undefined }): ReactElement {
  const { t } = useTranslation(['contact', 'terms']);
  const { t: routing } = useTranslation('routing');
  const locale = useLocale();
  const user = useUser(candidate.userId);
  const me = useMe();
  const chosen = won(candidate.reason);
  const words = reasonWords(routing, locale, candidate, at);
  return (
    <li className={classes.row} data-won={chosen || undefined}>
      {chosen ? <IconCheck size={16} stroke={2} role="img" aria-label={t('why.asked')} /> : <IconMinus size={16} stroke={2} role="img" aria-label={t('why.notAsked')} />}
      <bdi className={classes.rowName}>{candidate.userId === me ? t('terms:name.you') : (user?.name ?? t('why.unknownUser'))}</bdi>
      <span className={`figures ${classes.reason}`}>
        {words}
        {decline !== undefined && <DeclineWords decline={decline} />}
      </span>
    </li>
  );
}

/** A candidate's reason with the facts that belong to it, and whether the customer had them last. */
function reasonWords(routing: TFunction<'routing'>, locale: string, candidate: Candidate, at: number): string {
  const reason = bareReason(routing, locale, candidate, at);
  return candidate.last === true && candidate.reason !== 'wonLastAgent' ? routing('last', { reason }) : reason;
}

function bareReason(routing: TFunction<'routing'>, locale: string, candidate: Candidate, at: number): string {
  const reason = reasonOf(candidate.reason);
  if (reason === undefined) return routing('unknownReason', { code: candidate.reason });
  const moment = (since: number): string => (since <= 0 ? '' : sameDay(since, at) ? clockTime(since, locale) : exactTime(since, locale));
  const time = moment(candidate.since);
  const idle = moment(candidate.idleSince ?? 0);
  const level = candidate.level ?? 0;
  if (reason === 'offline' && time !== '') return routing('reason.offlineSince', { time });
  if (reason === 'away' && time !== '') return routing('reason.awaySince', { time });
  if (reason === 'atCapacity' && candidate.limit > 0) return routing('reason.atCapacityCount', { open: candidate.open, limit: candidate.limit });
  const most = candidate.limitHere ?? 0;
  if (reason === 'atInboxCapacity' && most > 0) return routing('reason.atInboxCapacityCount', { open: candidate.openHere ?? 0, limit: most });
  if (level > 0 && (reason === 'lowerLevel' || reason === 'wonLevel')) return routing(`reason.${reason}At`, { level });
  if (idle !== '' && (reason === 'lessIdle' || reason === 'wonIdle')) return routing(`reason.${reason}Since`, { time: idle });
  if (reason === 'moreOpen' || reason === 'wonLeastBusy') return routing(`reason.${reason}Count`, { count: candidate.open });
  return routing(`reason.${reason}`);
}

function DeclineWords({ decline }: { readonly decline: Decline }): ReactElement | null {
  const { t } = useTranslation('routing');
  const words = declineWords(t, decline);
  return words === '' ? null : (
    <>
      {': '}
      <bdi>{words}</bdi>
    </>
  );
}
