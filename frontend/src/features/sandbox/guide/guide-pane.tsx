import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SandboxPanel } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useDesk } from '@/stores/desk';
import { keepGuide, leaveGuide, type Run } from '@/stores/guide';
import { useContact } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { linesToWrite, threadOf, writing } from '../model';
import { Phone } from '../phone';
import classes from './guide.module.css';
import { busyPhones, phoneOf, type Progress, progressOf, threadToShow } from './guide-model';
import { Steps, type Writer } from './steps';

const askEvery = 5_000;

interface GuideProps {
  readonly run: Run;
  /** In a narrow window there is no room for the phone. */
  readonly narrow: boolean;
}

/** The first conversation of a new person, with the customer's phone beside it: both ends are seen at once. */
export function GuidePane({ run, narrow }: GuideProps): ReactElement {
  const { t } = useTranslation('guide');
  const progress = useProgress(run);
  useEffect(() => keepGuide(run), [run]);
  const { data } = useQuery({ queryKey: ['sandbox', 'panel'], queryFn: () => bridge().sandbox.panel(), refetchInterval: askEvery });
  const shown = useShown(progress);
  const phone = usePhone(data, shown);
  const writer = useWriter(phone, shown !== '' && progress.next !== undefined);
  return (
    <aside className={classes.guide} aria-label={t('label')} data-narrow={narrow || undefined}>
      <Steps progress={progress} writer={writer.writer} onLeave={leaveGuide} />
      <Refusal error={writer.error} fallback={t('failed')} />
      {!narrow && phone !== undefined && <Phone key={phone.phone.customer.id} phone={phone.phone} numberId={phone.numberId} />}
    </aside>
  );
}

function useProgress({ since }: Run): Progress {
  const me = useMe();
  const spans = useDesk((desk) => desk.spans);
  const interactions = useDesk((desk) => desk.interactions);
  return progressOf(spans.values(), interactions, me, since);
}

function useShown(progress: Progress): string {
  const me = useMe();
  const offers = useDesk((desk) => desk.offers);
  return threadToShow(progress, offers.values(), me);
}

interface Shown {
  readonly phone: SandboxPanel['phones'][number];
  readonly numberId: string;
}

/** The phone beside the conversation, at the line on which they write to each other. */
function usePhone(panel: SandboxPanel | undefined, threadId: string): Shown | undefined {
  const nameOf = useContactName();
  const thread = useDesk((desk) => desk.threads.get(threadId));
  const contact = useContact(thread?.contactId ?? '');
  const threads = useDesk((desk) => desk.threads);
  const contacts = useDesk((desk) => desk.contacts);
  const numbers = useDesk((desk) => desk.numbers);
  if (panel === undefined) return undefined;
  const busy = busyPhones(threads.values(), (id) => contacts.get(id)?.phone ?? '');
  const phone = phoneOf(panel, contact === undefined ? undefined : { phone: contact.phone, name: nameOf(contact) }, busy);
  const lines = linesToWrite(panel.numbers, [...numbers.values()]);
  const ours = numbers.get(thread?.numberId ?? '')?.phone.replace('+', '');
  const line = lines.find((each) => each.digits === ours && !each.sms) ?? lines.find((each) => phone !== undefined && threadOf(phone, each.id) !== undefined) ?? lines[0];
  return phone === undefined ? undefined : { phone, numberId: line?.id ?? '' };
}

/** Has somebody write where nobody waits: practice goes quiet when everybody was answered. */
function useWriter(shown: Shown | undefined, busy: boolean): { readonly writer: Writer | undefined; readonly error: ReturnType<typeof useAct>['error'] } {
  const { t } = useTranslation('guide');
  const act = useAct();
  if (busy || shown === undefined || shown.numberId === '') return { writer: undefined, error: act.error };
  const { customer } = shown.phone;
  const write = (): void => void act.run(() => bridge().sandbox.write(writing({ customerId: customer.id, numberId: shown.numberId, kind: 'text', text: t('hello') })));
  return { writer: { name: customer.name, busy: act.busy, write }, error: act.error };
}
