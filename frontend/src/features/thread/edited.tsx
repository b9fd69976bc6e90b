import { Popover, UnstyledButton } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Message } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import classes from './edited.module.css';

type Wordings = Message['earlier'] | undefined;

/** That a message was edited; what it said before is one click away. */
export function Edited({ message }: { readonly message: Message }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const earlier = (message.earlier as Wordings) ?? []; // a relay of before sends none
  if (earlier.length === 0) return <span>{t('bubble.edited')}</span>;
  return (
    <Popover opened={open} onChange={setOpen} position="top" width={300} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.mark} aria-label={t('bubble.editedShow')} onClick={() => setOpen(!open)}>
          {t('bubble.edited')}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('bubble.editedBefore')}>
        <div className={classes.list} tabIndex={0}>
          <strong>{t('bubble.editedBefore')}</strong>
          {earlier.map((each, index) => (
            <div key={index}>
              <time className={classes.time} dateTime={new Date(each.at).toISOString()}>
                {exactTime(each.at, locale)}
              </time>
              <p className={classes.text} dir="auto">
                {each.text === '' ? t('bubble.editedEmpty') : each.text}
              </p>
            </div>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
