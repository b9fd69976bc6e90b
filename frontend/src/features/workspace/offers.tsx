import { Button } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { type ReactElement, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Decline } from '@/bridge/threads';
import type { Offer } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { useActs } from '@/i18n/use-acts';
import { winnerWords } from '@/i18n/routing-words';
import { useWindowWords } from '@/i18n/window-words';
import { isolate } from '@/lib/bidi';
import { classNames } from '@/lib/class-names';
import { relayNow, useNow } from '@/lib/clock';
import { useGo } from '@/lib/go';
import { isModalOpen } from '@/lib/keys';
import { parseMessage, plainText } from '@/lib/message-format';
import { threadPath } from '@/lib/paths';
import { always, keyClock, shortcuts } from '@/lib/shortcuts';
import { duration } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useNumberMark } from '@/stores/numbers';
import { closesAt, personIn, useContact, useOpenOffers, useThread } from '@/stores/selectors';
import { followTaken, useView } from '@/stores/view';
import { useAnnounce } from '@/ui/announcer';
import { Avatar } from '@/ui/avatar';
import { CountdownBar } from '@/ui/countdown-bar';
import { ActingKbd, ariaKeys } from '@/ui/kbd';
import { NumberChip } from '@/ui/number-chip';
import { showProblem, showToast } from '@/ui/toast';
import { useModalOpen } from '@/ui/use-modal-open';
import { WindowRing } from '@/ui/window-ring';
import { DeclineMenu } from './decline-menu';
import classes from './offers.module.css';
import { forgetShift, noteShift, settling } from './settling';

let pointedAt = 0;

/** Until when a card takes no click: it has only just come, and the pointer was in use. 0 = it takes them. */
function useSettling(): number {
  const [until, setUntil] = useState(() => (Date.now() - pointedAt < 1000 ? Date.now() + settling : 0));
  useEffect(() => {
    if (until === 0) return undefined;
    const timer = setTimeout(() => setUntil(0), settling);
    return () => clearTimeout(timer);
  }, [until]);
  return until;
}

/** Tells the rows beneath whenever the cards change; the first cards of a page move nothing. */
function useNotedShifts(cards: string): void {
  const before = useRef(cards);
  useLayoutEffect(() => {
    if (before.current !== cards) noteShift();
    before.current = cards;
  }, [cards]);
  useEffect(() => forgetShift, []);
}

interface Standing {
  readonly element: HTMLElement;
  /** Beneath what: then the cards have a strip of their own along the window's lower edge. */
  readonly beneath: 'page' | 'dialog' | undefined;
}

/** Where the cards stand: at the top of the list where there is one, else beneath the screen, and beneath a dialog in any case. */
function usePlace(): Standing {
  const place = useView((view) => view.offerPlace);
  const covered = useModalOpen();
  if (place === null) return { element: document.body, beneath: 'page' };
  return covered ? { element: document.body, beneath: 'dialog' } : { element: place, beneath: undefined };
}

/** Has the screen and the dialogs end above the strip, however high it is (global.css): no card covers one of their buttons. */
function useRoom(beneath: Standing['beneath']): (strip: HTMLElement | null) => (() => void) | undefined {
  return useCallback(
    (strip) => {
      if (strip === null || beneath === undefined) return undefined;
      const { style, dataset } = document.documentElement;
      const measure = new ResizeObserver(() => style.setProperty('--offers-room', `${strip.offsetHeight}px`));
      measure.observe(strip);
      dataset['offers'] = beneath;
      return () => {
        measure.disconnect();
        style.removeProperty('--offers-room');
        delete dataset['offers'];
      };
    },
    [beneath],
  );
}

/** Whether the first card took the place of another one just now: a key that was meant for that must not answer this. */
function useTurn(first: string): () => boolean {
  const turn = useRef({ first, at: Number.NEGATIVE_INFINITY });
  useLayoutEffect(() => {
    const { first: before } = turn.current;
    if (before !== first) turn.current = { first, at: before === '' ? Number.NEGATIVE_INFINITY : keyClock.now() };
  }, [first]);
  return () => keyClock.now() - turn.current.at < settling;
}

/**
 * The threads that this person is asked to take, on every screen. Alt+A and Alt+D answer the first from everywhere, A and
 * D while the list or a card has the focus.
 */
export function Offers(): ReactElement | null {
  useNow(1000);
  // The clock's tick only makes this run again; its value may be older than an offer.
  const now = Math.floor(relayNow() / 1000) * 1000;
  const offers = useOpenOffers(now);
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const standing = offers.filter((each) => !answered.has(each.id));
  const answer = useAnswer(setAnswered);
  const first = standing[0];
  const place = usePlace();
  const room = useRoom(place.beneath);
  const hasTurned = useTurn(first?.id ?? '');
  useNotedShifts(standing.map((each) => each.id).join(' '));
  const [announced] = useState(() => new Set<string>());
  useEffect(() => {
    const note = (): void => {
      pointedAt = Date.now();
    };
    window.addEventListener('pointermove', note, { passive: true });
    return () => window.removeEventListener('pointermove', note);
  }, []);
  const unlessTurned = (run: (offer: Offer) => void) => (): void => {
    if (first !== undefined && !hasTurned()) run(first);
  };
  useActs([
    { id: 'offer.accept', may: first !== undefined, scope: always, run: unlessTurned(answer.accept) },
    { id: 'offer.decline', may: first !== undefined, scope: always, run: unlessTurned((offer) => answer.decline(offer)) },
  ]);
  if (standing.length === 0) return null;
  return createPortal(
    <div ref={room} className={classNames(classes.offers, place.beneath !== undefined && classes.strip)} data-keys="offer" data-region>
      {standing.map((each) => (
        <OfferCard key={each.id} offer={each} now={now} first={each === first} announced={announced} onAccept={() => answer.accept(each)} onDecline={(why) => answer.decline(each, why)} />
      ))}
    </div>,
    place.element,
  );
}

interface Answer {
  readonly accept: (offer: Offer) => void;
  readonly decline: (offer: Offer, why?: Decline) => void;
}

/** The card goes at once; when the relay refuses, it comes back with the reason beside it. */
function useAnswer(setAnswered: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void): Answer {
  const { t } = useTranslation('workspace');
  const open = useOpenAccepted();
  const give = async (offer: Offer, call: () => Promise<void>, failed: string): Promise<boolean> => {
    setAnswered((before) => new Set(before).add(offer.id));
    try {
      await call();
      return true;
    } catch (error) {
      setAnswered((before) => new Set([...before].filter((each) => each !== offer.id)));
      showProblem(failed, error);
      return false;
    }
  };
  return {
    accept: (offer) => {
      const asked = keyClock.now();
      void give(offer, () => bridge().threads.accept(offer.id), t('offer.acceptFailed')).then((done) => done && open(offer, asked));
    },
    decline: (offer, why) => void give(offer, () => bridge().threads.decline(offer.id, why), t('offer.declineFailed')),
  };
}

/**
 * Goes to a thread that was accepted. Not when the person went on writing meanwhile, because the rest would be words for
 * another customer, and not out of a dialog, which would be lost: the way there stands in a corner then.
 */
function useOpenAccepted(): (offer: Offer, asked: number) => void {
  const { t } = useTranslation('workspace');
  const go = useGo();
  const nameOf = useContactName();
  return (offer, asked) => {
    const open = (): void => {
      followTaken(offer.threadId);
      go(threadPath(offer.threadId));
    };
    if (!shortcuts.typedSince(asked) && !isModalOpen()) {
      open();
      return;
    }
    const { threads, contacts } = useDesk.getState();
    const name = nameOf(personIn(contacts, threads.get(offer.threadId)?.contactId ?? ''));
    showToast(
      `accepted-${offer.id}`,
      t('offer.accepted', { name: isolate(name) }),
      <Button size="compact-sm" variant="default" mt={6} onClick={open}>
        {t('offer.open')}
      </Button>,
    );
  };
}

interface OfferCardProps {
  readonly offer: Offer;
  readonly now: number;
  readonly first: boolean;
  /** The offers that a screen reader was told of. */
  readonly announced: Set<string>;
  readonly onAccept: () => void;
  readonly onDecline: (why?: Decline) => void;
}

function OfferCard({ offer, now, first, announced, onAccept, onDecline }: OfferCardProps): ReactElement {
  const { t } = useTranslation(['workspace', 'terms']);
  const { t: routing } = useTranslation('routing');
  const locale = useLocale();
  const thread = useThread(offer.threadId);
  const contact = useContact(thread?.contactId ?? '');
  const name = useContactName()(contact);
  const inbox = useDesk((desk) => desk.inboxes.get(offer.inboxId));
  const number = useNumberMark(thread?.numberId ?? '');
  const window = useWindowWords(thread === undefined ? null : closesAt(thread), now);
  const said = plainText(parseMessage(offer.firstLine));
  const unsaid = offer.firstKind === '' ? t('offer.nothing') : t(`terms:kind.${offer.firstKind}`);
  const announce = useAnnounce();
  useEffect(() => {
    // Once: the card may stand elsewhere on the next screen.
    if (announced.has(offer.id)) return;
    announced.add(offer.id);
    announce(t('offer.announce', { name, text: said === '' ? unsaid : said }), 'assertive');
  });
  const settlesAt = useSettling();
  const fresh = settlesAt > 0;
  // The keyboard, whose clicks have no detail, is never kept waiting.
  const unlessFresh = (run: () => void) => (event: { readonly detail: number }): void => {
    if (Date.now() >= settlesAt || event.detail === 0) run();
  };
  // The inbox may have got another mode since.
  const decided = useDesk((desk) => desk.decisions.get(offer.decisionId)?.mode);
  const mode = decided ?? (inbox?.mode === 'manual' || inbox === undefined ? 'roundRobin' : inbox.mode);
  return (
    <section className={classes.card} aria-label={t('offer.label', { name })}>
      <div className={classes.who}>
        <WindowRing fraction={window.fraction} tone={window.tone} label={window.label} size={34}>
          <Avatar id={thread?.contactId ?? offer.id} name={name} size={27} />
        </WindowRing>
        <div className={classes.text}>
          <div className={classes.top}>
            <span className={classes.name} dir="auto">
              {name}
            </span>
            {number !== undefined && <NumberChip name={number.name} colour={number.colour} />}
            <span className={classes.inbox}>{inbox?.name}</span>
          </div>
          <p className={classes.said} dir="auto">
            {said === '' ? unsaid : `“${said}”`}
          </p>
        </div>
      </div>
      <p className={classes.why}>
        <IconArrowsSplit2 size={14} stroke={1.6} aria-hidden />
        <span>{t('offer.why', { mode: routing(`mode.${mode}`), why: winnerWords(routing, offer.why, true) })}</span>
        <span className={`figures ${classes.left}`} aria-hidden="true">
          {duration(offer.expiresAt - now, locale)}
        </span>
      </p>
      <div className={classes.countdown}>
        <CountdownBar startsAt={offer.offeredAt} endsAt={offer.expiresAt} label={t('offer.time')} />
      </div>
      <div className={classes.actions}>
        <Button onClick={unlessFresh(onAccept)} aria-disabled={fresh || undefined} aria-keyshortcuts={first ? ariaKeys('act+a') : undefined} rightSection={first ? <ActingKbd id="offer.accept" onAccent /> : undefined}>
          {t('offer.accept')}
        </Button>
        <Button variant="default" onClick={unlessFresh(() => onDecline())} aria-disabled={fresh || undefined} aria-keyshortcuts={first ? ariaKeys('act+d') : undefined} rightSection={first ? <ActingKbd id="offer.decline" /> : undefined}>
          {t('offer.decline')}
        </Button>
        <DeclineMenu name={name} onDecline={onDecline} />
      </div>
    </section>
  );
}
