import { UnstyledButton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type ReactElement, type Ref, useCallback, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Interaction } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { endReasons } from '@/lib/lists';
import { exactTime, relativeTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { goToInteraction } from '@/stores/go-to-interaction';
import { useSpans, useUser } from '@/stores/selectors';
import { useMe, useOnline, useSupervisor } from '@/stores/session';
import { useTitle } from '@/stores/titles';
import { IconButton } from '@/ui/icon-button';
import { Stars } from '@/ui/stars';
import { TitleField } from './past-title';
import classes from './past-row.module.css';

/** Whether this person may say what a conversation was about: they had it, or supervise. */
function useMayName(interaction: Interaction): boolean {
  const me = useMe();
  const supervisor = useSupervisor();
  const had = useSpans(interaction.id).some((each) => each.userId === me);
  return supervisor || interaction.owner === me || had;
}

/** Has a button that comes back take the keyboard, which the field in its place had. */
function useReturn(): [Ref<HTMLButtonElement>, () => void] {
  const due = useRef(false);
  const button = useCallback((element: HTMLButtonElement | null): void => {
    if (element === null || !due.current) return;
    due.current = false;
    element.focus();
  }, []);
  return [button, () => (due.current = true)];
}

/** One conversation of the customer: what it was about, in which inbox, with whom, how and when it ended. It opens in its place. */
export function PastRow({ interaction, current = false }: { readonly interaction: Interaction; readonly current?: boolean }): ReactElement {
  const { t } = useTranslation(['around', 'contact']);
  const locale = useLocale();
  const now = useNow();
  const online = useOnline();
  const [naming, setNaming] = useState(false);
  const [pencil, returnToPencil] = useReturn();
  const title = useTitle(interaction);
  const mayName = useMayName(interaction);
  const ending = oneOf(endReasons, interaction.endReason);
  const inbox = useDesk((desk) => desk.inboxes.get(interaction.inboxId)?.name ?? '');
  const who = useUser(interaction.owner)?.name ?? '';
  const at = interaction.endedAt > 0 ? interaction.endedAt : interaction.startedAt;
  const time = exactTime(at, locale);
  const outcome = current && interaction.endedAt === 0 ? t('contact:earlier.open') : ending === undefined ? t('contact:earlier.other') : t(`contact:earlier.${ending}`);
  const facts = [inbox, who, outcome, relativeTime(at, now, locale)].filter((each) => each !== '');
  if (naming) return <TitleField interaction={interaction} suggested={title.given ? '' : title.text} onDone={() => {
        returnToPencil();
        setNaming(false);
      }} />;
  return (
    <div className={classes.row}>
      <UnstyledButton className={classes.link} title={t('contact:earlier.jump', { time })} onClick={() => void goToInteraction(interaction)}>
        {current && <span className={classes.current}>{t('title.current')}</span>}
        <span className={classes.title} data-given={title.given || undefined}>
          {title.given ? <bdi>{title.text}</bdi> : <Derived text={title.text} at={exactTime(interaction.startedAt, locale)} />}
        </span>
        <span className={`figures ${classes.facts}`}>
          {facts.map((each, index) => (
            <span key={index}>
              {index > 0 && ' · '}
              <bdi>{each}</bdi>
            </span>
          ))}
          {(interaction.rating?.score ?? 0) > 0 && (
            <span>
              {' · '}
              <Stars score={interaction.rating?.score ?? 0} />
            </span>
          )}
        </span>
      </UnstyledButton>
      {mayName && <IconButton ref={pencil} label={t(title.given ? 'title.change' : 'title.give')} hint={online ? undefined : t('title.offline')} disabled={!online} icon={<IconPencil size={16} stroke={1.6} />} onClick={() => setNaming(true)} />}
    </div>
  );
}

/** What stands where nobody gave a title: the customer's first words, marked as such, or when it began. */
function Derived({ text, at }: { readonly text: string; readonly at: string }): ReactElement {
  const { t } = useTranslation('around');
  if (text === '') return <>{t('title.of', { time: at })}</>;
  return (
    <>
      <q dir="auto">{text}</q> <span className={classes.derived}>{t('title.derived')}</span>
    </>
  );
}
