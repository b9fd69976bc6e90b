import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Named } from '@/ui/named';
import { Phone } from '@/ui/phone';
import { ActiveSwitch } from './active-switch';
import { ChannelActions } from './channel-actions';
import { Life, Limit, Mapped, Quality, useProviderName } from './channel-facts';
import type { ChannelListProps } from './list-props';
import classes from './channels.module.css';
import { type ChannelRow, isStopped, typeOf } from './model';
import { StateOf } from './state-of';
import { Trouble } from './trouble';

/** A card for each number. */
export function ChannelCards(props: ChannelListProps): ReactElement {
  const { t } = useTranslation('channels');
  return (
    <ul className={classes.cards} aria-label={t('title')}>
      {props.rows.map((row) => (
        <Card key={row.number.id} row={row} {...props} />
      ))}
    </ul>
  );
}

function Card({ row, ...props }: ChannelListProps & { readonly row: ChannelRow }): ReactElement {
  const { t } = useTranslation('channels');
  const providerName = useProviderName();
  const { number } = row;
  const edit = (): void => props.onEdit(number.id);
  return (
    <li className={classes.card} aria-label={number.name}>
      <div className={classes.cardHead}>
        <Named below={`${t(`type.${typeOf(number)}`)} · ${providerName(number)}`}>
          <strong dir="auto">{number.name}</strong>
          <Phone value={number.phone} />
        </Named>
        <ActiveSwitch number={number} online={props.online} onEdit={edit} />
      </div>
      {isStopped(number) ? <Trouble number={number} onExamine={() => props.onExamine(number.id)} /> : <StateOf number={number} onEdit={edit} />}
      <dl className={classes.cardFacts}>
        <dt>{t('table.mapped')}</dt>
        <dd><Mapped inbox={row.inbox} plan={row.plan} /></dd>
        {number.channel !== 'sms' && (
          <>
            <dt>{t('table.quality')}</dt>
            <dd><Quality number={number} /></dd>
            <dt>{t('table.limit')}</dt>
            <dd><Limit number={number} /></dd>
          </>
        )}
        <dt>{t('table.life')}</dt>
        <dd><Life row={row} /></dd>
      </dl>
      <div className={classes.cardActions}>
        <ChannelActions {...props} number={number} />
      </div>
    </li>
  );
}
