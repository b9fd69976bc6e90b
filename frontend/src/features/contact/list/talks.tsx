import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BridgeError } from '@/bridge/errors';
import type { ContactTalk } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { endReasons } from '@/lib/lists';
import { parseMessage, plainText } from '@/lib/message-format';
import { threadPath } from '@/lib/paths';
import { exactTime, relativeTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { loadBackTo, messagesOf } from '@/stores/messages';
import { jumpTo } from '@/stores/view';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import panel from '../contact-panel.module.css';
import classes from './contacts.module.css';

interface TalksProps {
  readonly talks: readonly ContactTalk[] | undefined;
  readonly more: boolean;
  readonly error: BridgeError | undefined;
  readonly onRetry: () => void;
}

/** What was talked about with a customer, each by what they wrote first. */
export function Talks({ talks, more, error, onRetry }: TalksProps): ReactElement {
  const { t } = useTranslation('contacts');
  return (
    <section className={panel.card} aria-label={t('talks.title')}>
      <h3 className={panel.cardTitle}>
        <IconHistory size={16} stroke={1.6} aria-hidden />
        {t('talks.title')}
      </h3>
      <Refusal error={error} fallback={t('talks.failed')} actions={<Button variant="default" size="compact-sm" onClick={onRetry}>{t('retry')}</Button>} />
      {talks === undefined && error === undefined && <Skeletons rows={2} label={t('loading')} />}
      {talks?.length === 0 && <p className={panel.small}>{t('talks.none')}</p>}
      {talks?.map((each) => <Talk key={each.interactionId} talk={each} />)}
      {more && <p className={panel.small}>{t('talks.more')}</p>}
    </section>
  );
}

function Talk({ talk }: { readonly talk: ContactTalk }): ReactElement {
  const { t } = useTranslation(['contacts', 'contact']);
  const locale = useLocale();
  const now = useNow();
  const [, go] = useLocation();
  const number = useDesk((desk) => desk.numbers.get(talk.numberId)?.name ?? '');
  const owner = useDesk((desk) => desk.users.get(talk.owner)?.name ?? '');
  const ending = oneOf(endReasons, talk.endReason);
  const state = talk.state !== 'ended' ? t('contact:earlier.open') : ending === undefined ? t('contact:earlier.other') : t(`contact:earlier.${ending}`);
  const at = talk.endedAt > 0 ? talk.endedAt : talk.startedAt;
  const open = async (): Promise<void> => {
    go(threadPath(talk.threadId));
    await loadBackTo(talk.threadId, { at: talk.startedAt, seq: talk.firstSeq });
    const first = messagesOf(talk.threadId).items.find((each) => each.interactionId === talk.interactionId);
    if (first !== undefined) jumpTo(first);
  };
  const title = plainText(parseMessage(talk.title)) || t('talks.untitled');
  return (
    <div className={classes.talk}>
      <span className={classes.talkTitle} dir="auto" title={title}>
        {title}
      </span>
      <span className={`figures ${classes.talkFacts}`} title={exactTime(at, locale)}>
        {[number, state, owner, relativeTime(at, now, locale)].filter((each) => each !== '').join(' · ')}
      </span>
      <Button size="compact-sm" variant="default" aria-label={t('talks.viewNamed', { title })} onClick={() => void open()}>
        {t('talks.view')}
      </Button>
    </div>
  );
}
