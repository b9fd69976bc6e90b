import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Template } from '@/bridge/types';
import { Callout, type CalloutTone } from '@/ui/callout';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { exactTime } from '@/lib/time';
import { rejection, shutUntil } from './model';
import { knownStatuses, StatusChip } from '@/ui/template-status';

const tones: Readonly<Partial<Record<string, CalloutTone>>> = { REJECTED: 'red', DISABLED: 'red', PAUSED: 'amber', LIMIT_EXCEEDED: 'amber', APPROVED: 'ok' };

/** How a template stands, why, and what to do. */
export function StateBox({ template, final }: { readonly template: Template; readonly final: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  const { status, rejectedReason, quality = '', category, asked = '' } = template;
  const known = knownStatuses.find((each) => each === status);
  const locale = useLocale();
  const shut = shutUntil(template, useNow(60_000));
  const { known: reason, detail } = rejection(rejectedReason);
  return (
    <>
      <Callout tone={tones[status] ?? 'plain'} code={reason === undefined ? '' : reason}>
        <StatusChip template={template} /> {known === undefined ? '' : final && (known === 'REJECTED' || known === 'PAUSED') ? t(`twilio.${known}`) : t(`state.${known}`)} {reason === undefined ? '' : t(`reason.${reason}`)} {detail}
        {status === 'APPROVED' && template.draft !== null && ` ${t('state.changing')}`}
      </Callout>
      {shut > 0 && <Callout tone="amber">{t('state.editable', { time: exactTime(shut, locale) })}</Callout>}
      {asked !== '' && asked !== category && <Callout tone="amber">{t('recategorized', { asked: categoryWords(t, asked), category: categoryWords(t, category) })}</Callout>}
      {(quality === 'YELLOW' || quality === 'RED') && <Callout tone={quality === 'RED' ? 'red' : 'amber'}>{t(`quality.${quality}`)}</Callout>}
    </>
  );
}

/** A category in words; one of a newer provider as it came. */
export function categoryWords(t: ReturnType<typeof useTranslation<'templates'>>['t'], category: string): string {
  return category === 'UTILITY' || category === 'MARKETING' || category === 'AUTHENTICATION' ? t(`category.${category}`) : category;
}
