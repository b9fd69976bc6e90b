import { IconBrandWhatsapp, IconMessage2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '@/lib/lists';
import { Chip } from '@/ui/chip';
import classes from './channels.module.css';
import { type ChannelRow, countOf } from './model';

const icons = {
  whatsapp: <IconBrandWhatsapp size={22} stroke={1.5} aria-hidden="true" />,
  sms: <IconMessage2 size={22} stroke={1.5} aria-hidden="true" />,
} as const satisfies Readonly<Record<Channel, ReactElement>>;

/** What stands before the numbers. */
export interface TypeTilesProps {
  readonly rows: readonly ChannelRow[];
  readonly chosen: Channel | '';
  readonly onChoose: (type: Channel | '') => void;
}

/** The channel types with how it stands with their numbers; a press shows those alone, another one all again. */
export function TypeTiles({ rows, chosen, onChoose }: TypeTilesProps): ReactElement {
  const { t } = useTranslation('channels');
  const types = (['whatsapp', 'sms'] as const).filter((type) => type === 'whatsapp' || countOf(rows, type).all > 0);
  return (
    <div className={classes.tiles} role="group" aria-label={t('typesTitle')}>
      {types.map((type) => {
        const { all, active, stopped } = countOf(rows, type);
        return (
          <button key={type} type="button" className={classes.tile} aria-pressed={chosen === type} onClick={() => onChoose(chosen === type ? '' : type)}>
            {icons[type]}
            <span className={classes.tileWords}>
              <strong>{t(`type.${type}`)}</strong>
              <span className={`${classes.dim} figures`}>
                {t('typeCount', { count: all })}
                {all > 0 && ` · ${t('typeActive', { count: active })}`}
              </span>
            </span>
            {stopped > 0 && <Chip tone="red">{t('typeTrouble', { count: stopped })}</Chip>}
          </button>
        );
      })}
    </div>
  );
}
