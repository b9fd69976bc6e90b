import { SegmentedControl } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { setNoteIn, setWriteIn, useView } from '@/stores/view';
import { LaterBelow } from '@/ui/later';
import classes from './mode-switch.module.css';
import { SendsAs } from './sends-as';

/** Says who will read what is written: the customer, or colleagues only. */
export function ModeSwitch({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('composer');
  const isNote = useView((view) => view.noteIn === thread.id);
  const choose = (note: boolean): void => {
    setNoteIn(note ? thread.id : '');
    setWriteIn(thread.id);
  };
  const label = isNote ? t('mode.toReply') : t('mode.toNote');
  const toggle = (): void => choose(!isNote);
  useActs([{ id: 'composer.note', label, run: toggle }]);
  return (
    <LaterBelow place="modes">
      <div className={classes.row}>
        <SegmentedControl
          className={classes.modes}
          size="xs"
          aria-label={t('mode.label')}
          value={isNote ? 'note' : 'reply'}
          onChange={(value) => choose(value === 'note')}
          data={[
            { value: 'reply', label: t('mode.reply') },
            {
              value: 'note',
              label: (
                <span className={classes.note}>
                  <IconLock size={13} stroke={1.6} aria-hidden />
                  {t('mode.note')}
                </span>
              ),
            },
          ]}
        />
        {!isNote && <SendsAs thread={thread} />}
      </div>
    </LaterBelow>
  );
}
