import { IconBrandWhatsapp, IconMessage2, IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { Channel } from '@/lib/lists';
import { paths } from '@/lib/paths';
import { Chip } from '@/ui/chip';
import classes from './channels.module.css';
import { type ChannelRow, countOf } from './model';

const icons = {
  whatsapp: <IconBrandWhatsapp size={22} stroke={1.5} aria-hidden="true" />,
  sms: <IconMessage2 size={22} stroke={1.5} aria-hidden="true" />,
} as const satisfies Readonly<Record<Channel, ReactElement>>;

/** Where the first number of a type is added. */
const ways = { whatsapp: paths.newChannel, sms: paths.newSMS } as const satisfies Readonly<Record<Channel, string>>;

/** What stands before the numbers. */
export interface TypeTilesProps {
  readonly rows: readonly ChannelRow[];
  readonly chosen: Channel | '';
  readonly online: boolean;
  readonly onChoose: (type: Channel | '') => void;
}

/** The channel types with how it stands with their numbers; a press shows those alone, another one all again. One without numbers leads to its first. */
export function TypeTiles({ rows, chosen, online, onChoose }: TypeTilesProps): ReactElement {
  const { t } = useTranslation('channels');
  return (
    <div className={classes.tiles} role="group" aria-label={t('typesTitle')}>
      {(['whatsapp', 'sms'] as const).map((type) => {
        const { all, active, stopped } = countOf(rows, type);
        if (all === 0) return <FirstOf key={type} type={type} online={online} />;
        return (
          <button key={type} type="button" className={classes.tile} aria-pressed={chosen === type} onClick={() => onChoose(chosen === type ? '' : type)}>
            {icons[type]}
            <span className={classes.tileWords}>
              <strong>{t(`type.${type}`)}</strong>
              <span className={`${classes.dim} figures`}>
                {t('typeCount', { count: all })} · {t('typeActive', { count: active })}
              </span>
            </span>
            {stopped > 0 && <Chip tone="red">{t('typeTrouble', { count: stopped })}</Chip>}
          </button>
        );
      })}
    </div>
  );
}

/** A type of which there is no number: the way to the first one. */
function FirstOf({ type, online }: { readonly type: Channel; readonly online: boolean }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  return (
    <button type="button" className={classes.tile} disabled={!online} onClick={() => go(ways[type])}>
      {icons[type]}
      <span className={classes.tileWords}>
        <strong>{t(`type.${type}`)}</strong>
        <span className={classes.dim}>{t('typeNone')}</span>
      </span>
      <IconPlus size={16} stroke={1.6} aria-hidden="true" />
    </button>
  );
}
