/** What an inbox or a plan has in a field, in words, for whoever has to choose between two values. */
import { useTranslation } from '@/lib/texts';
import type { Hours, PlanBranch, PutInbox, PutPlan } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useConditionWords } from '@/i18n/plan-words';
import { serviceParts } from '@/i18n/service-words';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { dayName, days, timeOf } from './hours-model';
import { hundred, timeOffline } from './model';
import type { InboxField, planFields } from './rebase';

/** Says what an inbox has in a field. */
export function useInboxWords(): (field: InboxField, of: PutInbox) => string {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const numbers = useDesk((desk) => desk.numbers);
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  const hoursWords = useHoursWords();
  const { t: rating } = useTranslation('rating');
  const number = (value: number | undefined, none: string): string => (value === undefined || Number.isNaN(value) ? none : formatNumber(value, locale));
  return (field, of) => {
    switch (field) {
      case 'name':
        return of.name;
      case 'mode':
        return t(`mode.${of.mode}`);
      case 'numberId':
        return of.numberId === '' ? t('editor.numberNone') : (numbers.get(of.numberId)?.name ?? of.numberId);
      case 'levels':
        return (of.levels ?? []).length === 0 ? t('theirs.levelsNone') : (of.levels ?? []).map((each) => `${isolate(users.get(each.userId)?.name ?? each.userId)} ${formatNumber(each.level, locale)}`).join(', ');
      case 'dials':
        return number(of.dials, formatNumber(hundred.least, locale));
      case 'reassignSeconds':
        return number(of.reassignSeconds, '');
      case 'capacity':
        return number(of.capacity, t('theirs.noLimit'));
      case 'graceMinutes':
        return number(of.graceMinutes, formatNumber(timeOffline.usual, locale));
      case 'hours':
        return hoursWords(of.hours);
      case 'overflow':
        return (of.overflow?.inboxId ?? '') === '' ? t('overflow.nobody') : t('theirs.overflow', { inbox: isolate(inboxes.get(of.overflow?.inboxId ?? '')?.name ?? ''), minutes: number(of.overflow?.minutes, '') });
      case 'survey':
        return of.survey === undefined ? rating('survey.off') : [isolate(of.survey.question), ...((of.survey.thanks ?? '') === '' ? [] : [isolate(of.survey.thanks ?? '')]), `${rating('survey.delay')}: ${number(of.survey.delayMinutes ?? 0, '')}`].join('; ');
      case 'targets':
        return serviceParts.map((part) => `${t(`targets.${part}`)}: ${number(of.targets?.[part], t('theirs.nothing'))}`).join('; ') + (of.targets?.openHours === true ? `; ${t('targets.openHours')}` : '');
    }
  };
}

function useHoursWords(): (hours: Hours | undefined) => string {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const inboxes = useDesk((desk) => desk.inboxes);
  return (hours) => {
    if (hours === undefined) return t('hours.now.always');
    const open = days.flatMap((day) => hours.week.filter((each) => each.day === day).map((each) => `${dayName(day, locale)} ${timeOf(each.from)}–${timeOf(each.to)}`));
    const holidays = (hours.holidays ?? []).map((each) => `${each.date} ${isolate(each.name)}`);
    const outside = [t(`hours.outsides.${hours.outside}`), ...(hours.outside === 'message' ? [isolate(hours.message ?? '')] : []), ...(hours.outside === 'inbox' ? [isolate(inboxes.get(hours.inboxId ?? '')?.name ?? '')] : [])];
    return [hours.zone, open.join(', '), ...(holidays.length === 0 ? [] : [holidays.join(', ')]), outside.join(': ')].join('; ');
  };
}

/** Says what a plan has in a field. */
export function usePlanWords(): (field: (typeof planFields)[number], of: PutPlan) => string {
  const { t } = useTranslation('inboxes');
  const inboxes = useDesk((desk) => desk.inboxes);
  const nameOf = (id: string): string => inboxes.get(id)?.name ?? id;
  const words = useConditionWords(nameOf);
  const way = (branch: PlanBranch): string => t('plans.if', { conditions: branch.if.map(words).join(t('plans.and')), inbox: isolate(nameOf(branch.inboxId)) });
  return (field, of) => {
    switch (field) {
      case 'name':
        return of.name;
      case 'inboxId':
        return nameOf(of.inboxId);
      case 'branches':
        return of.branches.map(way).join(' · ');
    }
  };
}
