import { Button } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useThreadLabels } from '@/stores/labels';
import { choose } from '@/stores/work';
import { LabelChip } from '@/ui/label-chip';
import classes from './contact-panel.module.css';

/** The labels of the conversation, and the way to change them. */
export function LabelsCard({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('work');
  const labels = useThreadLabels(thread);
  return (
    <section className={classes.card}>
      <h3 className={classes.cardTitle}>
        <IconTag size={16} stroke={1.6} aria-hidden />
        {t('labels.title', { count: 1 })}
      </h3>
      <div className={classes.data}>
        {labels.map((each) => (
          <LabelChip key={each.id} name={each.name} colour={each.colour} />
        ))}
        <Button size="compact-sm" variant="default" onClick={() => choose('labels', [thread.id])}>
          {labels.length === 0 ? t('labels.add') : t('labels.edit')}
        </Button>
      </div>
    </section>
  );
}
