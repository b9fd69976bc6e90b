import { UnstyledButton } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { ContactCard } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { fillForm, formName } from '@/stores/forms';
import { openNewThread } from '@/stores/view';
import { Phone } from '@/ui/phone';
import classes from './bubble-content.module.css';

// Most cards have a number or two. One with hundreds shows a few, and more where somebody asks for them.
const few = 4;
const step = 50;

interface Shown<T> {
  readonly shown: readonly T[];
  readonly left: number;
  readonly more: () => void;
}

/** The beginning of a list, and a step more at each click. */
function useBeginning<T>(all: readonly T[]): Shown<T> {
  const [count, setCount] = useState(few);
  // One more takes no more room than the button that would show it.
  const fits = all.length <= count + 1;
  return { shown: fits ? all : all.slice(0, count), left: fits ? 0 : all.length - count, more: () => setCount(count + step) };
}

/** Contacts that the customer sent. */
export function ContactCards({ cards }: { readonly cards: readonly ContactCard[] }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const { shown, left, more } = useBeginning(cards);
  return (
    <div className={classes.cards}>
      {shown.map((each, index) => (
        <Card key={index} card={each} />
      ))}
      {left > 0 && (
        <UnstyledButton className={classes.write} onClick={more}>
          {t('card.moreCards', { count: left, shown: formatNumber(left, locale) })}
        </UnstyledButton>
      )}
    </div>
  );
}

function Card({ card }: { readonly card: ContactCard }): ReactElement {
  const { t } = useTranslation('thread');
  // A relay of before sends fewer fields.
  const about = [card.title, card.department, card.company].filter(Boolean).join(' · ');
  const lines = useBeginning([...card.emails, ...((card.urls as readonly string[] | undefined) ?? []), ...((card.addresses as readonly string[] | undefined) ?? [])]);
  const locale = useLocale();
  return (
    <div className={classes.card}>
      <span className={classes.icon}>
        <IconUser size={18} stroke={1.6} aria-hidden />
      </span>
      <div className={classes.stack}>
        <bdi className={classes.strong}>{card.name === '' ? t('card.noName') : card.name}</bdi>
        {about !== '' && <bdi className={classes.dim}>{about}</bdi>}
        <Numbers card={card} />
        {card.phonesHidden && <span className={classes.dim}>{t('card.phoneHidden')}</span>}
        {lines.shown.map((each, index) => (
          <bdi key={index} className={classes.small}>
            {each}
          </bdi>
        ))}
        {lines.left > 0 && (
          <UnstyledButton className={classes.write} onClick={lines.more}>
            {t('card.moreLines', { count: lines.left, shown: formatNumber(lines.left, locale) })}
          </UnstyledButton>
        )}
        {Boolean(card.birthday) && <span className={classes.small}>{t('card.birthday', { date: card.birthday })}</span>}
      </div>
    </div>
  );
}

function Numbers({ card }: { readonly card: ContactCard }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const kinds = card.kinds ?? [];
  const locale = useLocale();
  const { shown, left, more } = useBeginning(card.phones);
  const write = (phone: string): void => {
    openNewThread();
    fillForm(formName('new ', 'to'), { to: phone, name: card.name, who: '' });
  };
  return (
    <>
      {shown.map((each, index) => (
        <span key={index} className={classes.phone}>
          <span className={classes.small}>
            <Phone value={each} className={undefined} />
            {kinds[index] !== undefined && kinds[index] !== 'other' && ` · ${t(`terms:phoneKind.${kinds[index]}`)}`}
          </span>
          <UnstyledButton className={classes.write} onClick={() => write(each)} aria-label={t('card.writeTo', { phone: each })}>
            {t('card.write')}
          </UnstyledButton>
        </span>
      ))}
      {left > 0 && (
        <UnstyledButton className={classes.write} onClick={more}>
          {t('card.more', { count: left, shown: formatNumber(left, locale) })}
        </UnstyledButton>
      )}
    </>
  );
}
