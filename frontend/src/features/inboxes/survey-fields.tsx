import { Select, Switch, Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { PutInbox, Survey } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { ChoicesCard } from '@/ui/choices-card';
import form from '@/ui/form.module.css';
import { WholeNumber } from './mode-fields';
import { asksAlone, asText, canTap, scoreList, surveyLimits, type SurveyFaults, usualSurvey } from './survey-model';
import classes from './survey-fields.module.css';

interface Props {
  readonly draft: PutInbox;
  readonly faults: SurveyFaults | undefined;
  /** Whether it was tried to save, so that what is still empty is a fault. */
  readonly tried: boolean;
  readonly put: (change: Partial<PutInbox>) => void;
}

/** Whether customers are asked how a conversation was once it was closed, and how. */
export function SurveyFields({ draft, faults, tried, put }: Props): ReactElement {
  const { t } = useTranslation('rating');
  const survey = draft.survey;
  return (
    <section className={form.part} aria-labelledby="inbox-survey">
      <h3 id="inbox-survey">{t('survey.title')}</h3>
      <Switch label={t('survey.on')} description={t('survey.onHint')} checked={survey !== undefined} onChange={(event) => put({ survey: event.currentTarget.checked ? usualSurvey(t('survey.questionUsual')) : undefined })} />
      {survey !== undefined && <Asked draft={draft} survey={survey} faults={faults} tried={tried} set={(change) => put({ survey: { ...survey, ...change } })} />}
    </section>
  );
}

interface AskedProps extends Omit<Props, 'put'> {
  readonly survey: Survey;
  readonly set: (change: Partial<Survey>) => void;
}

function Asked({ draft, survey, faults, tried, set }: AskedProps): ReactElement {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  const most = formatNumber(surveyLimits.text, locale);
  const minutes = formatNumber(surveyLimits.delay.most, locale);
  const asking = faults?.question;
  return (
    <>
      <Textarea label={t('survey.question')} description={t('survey.questionHint', { most })} value={survey.question} onChange={(event) => set({ question: event.currentTarget.value })} error={asking !== undefined && (tried || asking === 'long') ? t(`survey.fault.${asking}`, { most }) : undefined} autosize minRows={2} dir="auto" />
      <WholeNumber label={t('survey.delay')} description={t('survey.delayHint', { most: minutes })} value={survey.delayMinutes ?? 0} onChange={(delayMinutes) => set({ delayMinutes })} limits={surveyLimits.delay} error={faults?.delay === true ? t('survey.fault.delay', { most: minutes }) : undefined} />
      <Textarea label={t('survey.thanks')} description={t('survey.thanksHint')} value={survey.thanks ?? ''} onChange={(event) => set({ thanks: event.currentTarget.value })} error={faults?.thanks === undefined ? undefined : t('survey.fault.long', { most })} autosize minRows={1} dir="auto" />
      {(draft.type || 'whatsapp') === 'whatsapp' && <TemplateField numberId={draft.numberId} value={survey.templateId ?? ''} onChange={(templateId) => set({ templateId })} />}
      <Preview draft={draft} survey={survey} />
      <p>{t('survey.rules')}</p>
    </>
  );
}

function TemplateField({ numberId, value, onChange }: { readonly numberId: string; readonly value: string; readonly onChange: (id: string) => void }): ReactElement {
  const { t } = useTranslation('rating');
  const wabaId = useDesk((desk) => desk.numbers.get(numberId)?.wabaId);
  const templates = useDesk((desk) => desk.templates);
  const usable = [...templates.values()].filter((each) => (wabaId === undefined || each.wabaId === wabaId) && asksAlone(each)).map(({ id, name, language }) => ({ value: id, label: `${name} · ${language}` }));
  const gone = value !== '' && !usable.some((each) => each.value === value) ? [{ value, label: t('survey.templateGone') }] : [];
  return <Select label={t('survey.template')} description={t('survey.templateHint')} data={[{ value: '', label: t('survey.templateNone') }, ...usable, ...gone]} value={value} onChange={(chosen) => onChange(chosen ?? '')} allowDeselect={false} searchable limit={100} />;
}

function Preview({ draft, survey }: { readonly draft: PutInbox; readonly survey: Survey }): ReactElement {
  const { t } = useTranslation('rating');
  const provider = useDesk((desk) => desk.numbers.get(draft.numberId)?.provider);
  const tap = canTap(draft.type, provider);
  const text = (
    <span className={classes.text} dir="auto">
      {tap ? survey.question.trim() : asText(survey.question)}
    </span>
  );
  return (
    <figure className={classes.preview}>
      <figcaption>{t('survey.preview')}</figcaption>
      <div className={classes.bubble}>{tap ? <ChoicesCard choices={scoreList} body={text} label={t('survey.choices')} /> : text}</div>
    </figure>
  );
}
