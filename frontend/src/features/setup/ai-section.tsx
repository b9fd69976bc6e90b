import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Chip } from '@/ui/chip';
import { Section } from '@/ui/page';
import classes from './setup.module.css';

/** AI is no part of this version. The card says so, so that nobody wonders where messages are sent. */
export function AiSection(): ReactElement {
  const { t } = useTranslation('setup');
  return (
    <Section title={t('integrations.ai.title')} text={t('integrations.ai.text')}>
      <div className={classes.actions}>
        <Chip tone="plain">{t('integrations.ai.off')}</Chip>
      </div>
    </Section>
  );
}
