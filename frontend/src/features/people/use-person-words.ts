/** What a person has in a field, in words, for whoever has to choose between two values. */
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { levelAt, type PersonDraft, type PersonEditing, placesApart } from './person-edit';

/** Says what the person has now in a field that both changed. */
export function usePersonWords({ base, now }: PersonEditing): (field: keyof PersonDraft) => string {
  const { t } = useTranslation(['people', 'common']);
  const locale = useLocale();
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const place = (inboxId: string): string => {
    const inbox = isolate(inboxes.get(inboxId)?.name ?? inboxId);
    const level = levelAt(now.places, inboxId);
    return level === 0 ? t('theirs.notIn', { inbox }) : t('theirs.level', { inbox, level: formatNumber(level, locale) });
  };
  return (field) => {
    switch (field) {
      case 'name':
        return now.name;
      case 'role':
        return t(`role.${now.role}`);
      case 'capacity':
        return formatNumber(now.capacity, locale);
      case 'outbound':
        if (!now.outbound.only) return now.role === 'agent' ? t('outbound.usualAgent') : t('outbound.usualSupervisor');
        return now.outbound.numbers.map((each) => isolate(numbers.get(each)?.name ?? each)).join(', ') || t('common:theirs.nothing');
      case 'places':
        return placesApart(base, now).map(place).join('; ');
      case 'active':
      case 'whatsApp':
      case 'autoAccept': // on or off: two who change it change it to the same
        return '';
    }
  };
}
