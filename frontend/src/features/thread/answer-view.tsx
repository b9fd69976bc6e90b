import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Interactive } from '@/bridge/types';
import { oneOf } from '@/lib/known';
import classes from './bubble-content.module.css';

/** What an address is made of in WhatsApp's own form, in all countries that have one. */
const addressParts = [
  'name', 'phone_number', 'in_pin_code', 'sg_post_code', 'zip_code', 'house_number', 'floor_number', 'tower_number', 'building_name', 'unit_number',
  'address', 'landmark_area', 'city', 'state', 'country',
] as const;

// The editor of forms names a field after its screen, its label and its place: screen_0_Your_size_1.
const formField = /^screen_\d+_(.+)_\d+$/u;

interface AnswerViewProps {
  readonly interactive: Interactive;
  readonly text: string;
  readonly order: boolean;
}

/** What a customer tapped, filled in or ordered: in the order and with the digits in which it came. */
export function AnswerView({ interactive, text, order }: AnswerViewProps): ReactElement {
  const { t } = useTranslation('thread');
  const address = interactive.type === 'address';
  const label = (key: string): string => {
    const part = address ? oneOf(addressParts, key) : undefined;
    return part === undefined ? (formField.exec(key)?.[1] ?? key).replaceAll('_', ' ') : t(`address.${part}`);
  };
  const said = interactive.title !== '' ? interactive.title : text;
  // The text of an address is its values once more, without saying which is which.
  const title = address && interactive.lines.length > 0 ? t('bubble.address') : said !== '' ? said : order ? t('bubble.order') : '';
  return (
    <div className={classes.stack}>
      {title !== '' && <span className={interactive.lines.length > 0 ? classes.strong : classes.lineBreaks} dir="auto">{title}</span>}
      {interactive.lines.length > 0 && (
        <dl className={classes.lines}>
          {interactive.lines.map((each, index) => (
            <div key={index} className={classes.pair}>
              <dt dir="auto">{label(each.key)}</dt>
              <dd dir="auto">{each.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {Boolean(interactive.total) && (
        <div className={`${classes.pair} ${classes.total}`}>
          <span className={classes.strong}>{t('bubble.total')}</span>
          <bdi className={classes.strong}>{interactive.total}</bdi>
        </div>
      )}
    </div>
  );
}
