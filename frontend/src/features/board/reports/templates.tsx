import { SegmentedControl, Select, UnstyledButton } from '@mantine/core';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordFilter, Report, ReportTemplate } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { oneOf } from '@/lib/known';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import { Below } from '@/ui/named';
import { Skeletons } from '@/ui/states';
import { StatusChip } from '@/ui/template-status';
import { type FateColumn, fateColumns, fateSums, type Figure, percent, templateLabel } from './model';
import { Part } from './part';
import { useChargedWords } from './words';
import classes from './reports.module.css';

const Bars = lazy(() => import('./bar-chart').then((m) => ({ default: m.Bars })));

// So many bars are read; the table has the rest.
const mostBars = 15;

interface TemplatesProps {
  readonly report: Report;
  readonly onShow: (part: Partial<RecordFilter>) => void;
}

type Show = (template: ReportTemplate, fate: FateColumn) => void;

/** What became of the templates that were sent: a table, or bars of one of its columns. */
export function Templates({ report, onShow }: TemplatesProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const [chart, setChart] = useState(false);
  const templates = report.templates ?? [];
  const more = report.moreTemplates ?? 0;
  if (templates.length === 0) {
    return (
      <Part title={t('templates.title')} about={t('templates.about')}>
        <p className={classes.summary}>{t('templates.none')}</p>
      </Part>
    );
  }
  const show: Show = ({ templateId }, fate) => onShow({ templates: [templateId], fate });
  const sums = fateSums(templates);
  const share = (fate: FateColumn): number => percent(sums[fate], sums.sent);
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('shown', { title: t('templates.title') })}
      data={[{ value: 'table', label: t('table') }, { value: 'chart', label: t('chart') }]}
      value={chart ? 'chart' : 'table'}
      onChange={(value) => setChart(value === 'chart')}
    />
  );
  return (
    <Part title={t('templates.title')} about={t('templates.about')} actions={choice}>
      <p className={classes.summary}>{t('templates.summary', { sent: formatNumber(sums.sent, locale), delivered: share('delivered'), read: share('read'), answered: share('answered'), failed: share('failed') })}</p>
      {chart ? <Chart templates={templates} onShow={show} /> : <Table templates={templates} onShow={show} />}
      {more > 0 && <Below>{t('templates.more', { count: more })}</Below>}
      <Reasons templates={templates} />
    </Part>
  );
}

function Chart({ templates, onShow }: { readonly templates: readonly ReportTemplate[]; readonly onShow: Show }): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const [fate, setFate] = useState<FateColumn>('sent');
  const figures = templates.map((each): Figure => ({ key: each.templateId, label: templateLabel(each), value: each[fate].messages, part: {} })).sort((a, b) => b.value - a.value);
  const choose = ({ key, value }: Figure): void => {
    const template = templates.find((each) => each.templateId === key);
    if (template !== undefined && value > 0) onShow(template, fate);
  };
  return (
    <>
      <Select size="xs" w={180} label={t('templates.measure')} allowDeselect={false} data={fateColumns.map((value) => ({ value, label: t(`templates.${value}`) }))} value={fate} onChange={(value) => setFate(oneOf(fateColumns, value ?? '') ?? 'sent')} />
      <div className={classes.chart}>
        <Suspense fallback={<Skeletons rows={3} label={t('loadingChart')} />}>
          <Bars figures={figures.slice(0, mostBars)} name={t(`templates.${fate}`)} locale={locale} lying onChoose={choose} />
        </Suspense>
        {figures.length > mostBars && <Below>{t('moreBars', { count: figures.length - mostBars })}</Below>}
      </div>
    </>
  );
}

function Table({ templates, onShow }: { readonly templates: readonly ReportTemplate[]; readonly onShow: Show }): ReactElement {
  const { t } = useTranslation('reports');
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label={t('templates.title')}>
      <table className={classes.table} aria-label={t('templates.title')}>
        <thead>
          <tr>
            <th scope="col">{t('templates.template')}</th>
            <th scope="col">{t('templates.now')}</th>
            <th scope="col">{t('templates.cost')}</th>
            {fateColumns.map((fate) => (
              <th key={fate} scope="col" className={classes.number}>{t(`templates.${fate}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {templates.map((each) => (
            <tr key={each.templateId}>
              <th scope="row">
                {each.name === '' ? t('gone') : each.name}
                <br />
                <Below>{each.language}</Below>
              </th>
              <td><Now id={each.templateId} /></td>
              <td><Cost template={each} /></td>
              {fateColumns.map((fate) => (
                <td key={fate} className={`figures ${classes.number}`}><Count template={each} fate={fate} onShow={onShow} /></td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How a template stands at its provider by now, and its quality there. */
function Now({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation('reports');
  const template = useDesk((desk) => desk.templates.get(id));
  if (template === undefined) return <Below>{t('gone')}</Below>;
  const quality = oneOf(['GREEN', 'YELLOW', 'RED'] as const, template.quality ?? '');
  return (
    <span className={classes.chips}>
      <StatusChip template={template} />
      {quality !== undefined && <Chip tone={quality === 'RED' ? 'red' : quality === 'YELLOW' ? 'amber' : 'plain'}>{t(`templates.quality.${quality}`)}</Chip>}
    </span>
  );
}

/** For what its provider charged, as far as it was told. */
function Cost({ template }: { readonly template: ReportTemplate }): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const words = useChargedWords();
  if (template.charged.length === 0) return <Below>{t('templates.costUnknown')}</Below>;
  return (
    <>
      {template.charged.map(({ key, count }) => (
        <div key={key}>{words(key)} <span className="figures">{formatNumber(count, locale)}</span></div>
      ))}
    </>
  );
}

function Count({ template, fate, onShow }: { readonly template: ReportTemplate; readonly fate: FateColumn; readonly onShow: Show }): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const { messages, conversations } = template[fate];
  const value = formatNumber(messages, locale);
  return (
    <>
      {messages === 0 ? (
        value
      ) : (
        <UnstyledButton
          className={classes.link}
          aria-label={t('templates.show', { template: templateLabel(template), fate: t(`templates.${fate}`), messages: t('templates.messages', { count: messages }), count: conversations })}
          onClick={() => onShow(template, fate)}
        >
          {value}
        </UnstyledButton>
      )}
      {fate !== 'sent' && <div><Below>{t('percent', { percent: percent(messages, template.sent.messages) })}</Below></div>}
    </>
  );
}

/** Why messages failed, in words, with the provider's code for who has to look it up. */
function Reasons({ templates }: { readonly templates: readonly ReportTemplate[] }): ReactElement | null {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const say = useSaid();
  const rows = templates.flatMap((template) => template.failures.map((why, at) => ({ template, why, at })));
  if (rows.length === 0) return null;
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label={t('templates.reasons')}>
      <table className={classes.table} aria-label={t('templates.reasons')}>
        <thead>
          <tr>
            <th scope="col">{t('templates.template')}</th>
            <th scope="col">{t('templates.reasons')}</th>
            <th scope="col" className={classes.number}>{t('templates.failed')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ template, why, at }) => (
            <tr key={`${template.templateId}/${at}`}>
              <th scope="row">{templateLabel(template)}</th>
              <td>
                {why.said ? say(why.said) : t('templates.reasonUnknown')}
                {why.code !== 0 && <div><Below>{t('templates.code', { code: why.code })}</Below></div>}
              </td>
              <td className={`figures ${classes.number}`}>{formatNumber(why.count, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
