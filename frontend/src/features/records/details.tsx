import { Button, Drawer } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconExternalLink, IconFilter } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { RecordAgent, RecordRow } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { spanBegins, spanEnds } from '@/lib/lists';
import { threadPath } from '@/lib/paths';
import { duration, stampTime } from '@/lib/time';
import { useFocusBack } from '@/lib/use-focus-back';
import { useDesk } from '@/stores/desk';
import { IconButton } from '@/ui/icon-button';
import { useCells } from './cells';
import { columnKeys, type ColumnKey } from './model';
import { Parts } from './promised';
import classes from './records.module.css';

interface DetailsProps {
  readonly row: RecordRow;
  /** The rows before and behind it in the list, if any. */
  readonly newer: RecordRow | undefined;
  readonly older: RecordRow | undefined;
  readonly onShow: (row: RecordRow) => void;
  readonly onOnly: (contactId: string) => void;
  readonly onClose: () => void;
}

const size = { size: 16, stroke: 1.6 } as const;

/** All that is recorded of one interaction, whichever columns are chosen. */
export function Details({ row, newer, older, onShow, onOnly, onClose }: DetailsProps): ReactElement {
  const { t } = useTranslation('records');
  const [, go] = useLocation();
  useFocusBack();
  return (
    <Drawer opened onClose={onClose} title={t('details.title')} position="right" size={560}>
      <div className={classes.details}>
        <div className={classes.deeds}>
          <Button variant="default" leftSection={<IconExternalLink {...size} aria-hidden="true" />} onClick={() => go(threadPath(row.threadId))}>
            {t('details.open')}
          </Button>
          {row.contactId !== '' && (
            <Button variant="default" leftSection={<IconFilter {...size} aria-hidden="true" />} onClick={() => onOnly(row.contactId)}>
              {t('details.only')}
            </Button>
          )}
          <span className={classes.end} />
          <IconButton label={t('details.newer')} icon={<IconChevronUp {...size} />} disabled={newer === undefined} onClick={() => newer !== undefined && onShow(newer)} />
          <IconButton label={t('details.older')} icon={<IconChevronDown {...size} />} disabled={older === undefined} onClick={() => older !== undefined && onShow(older)} />
        </div>
        <Spans row={row} />
        <Facts row={row} />
      </div>
    </Drawer>
  );
}

function Facts({ row }: { readonly row: RecordRow }): ReactElement {
  const { t } = useTranslation('records');
  const locale = useLocale();
  const cells = useCells();
  const value = (key: ColumnKey): ReactNode => {
    const at = key === 'started' ? row.startedAt : key === 'ended' ? row.endedAt : 0;
    return at > 0 ? <span className="figures">{stampTime(at, locale)}</span> : cells[key](row);
  };
  return (
    <section aria-label={t('details.facts')}>
      <h3 className={classes.detailsTitle}>{t('details.facts')}</h3>
      <dl className={classes.facts}>
        {columnKeys.filter((key) => key !== 'agents').map((key) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{t(`columns.${key}`)}</dt>
            <dd>
              {value(key)}
              {key === 'promised' && <Parts row={row} />}
            </dd>
          </div>
        ))}
        <dt>{t('details.interaction')}</dt>
        <dd>
          <code className="code">{row.interactionId}</code>
        </dd>
      </dl>
    </section>
  );
}

function Spans({ row }: { readonly row: RecordRow }): ReactElement {
  const { t } = useTranslation('records');
  return (
    <section aria-label={t('details.agents')}>
      <h3 className={classes.detailsTitle}>{t('details.agents')}</h3>
      {row.agents.length === 0 ? (
        <p className={classes.foot}>{t('details.nobody')}</p>
      ) : (
        <table className={classes.spans}>
          <thead>
            <tr>
              {(['agent', 'from', 'to', 'long'] as const).map((each) => (
                <th key={each} scope="col">
                  {t(`details.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {row.agents.map((each, index) => (
              <SpanRow key={index} span={each} />
            ))}
          </tbody>
        </table>
      )}
      {row.moreAgents > 0 && <p className={classes.foot}>{t('details.more', { count: row.moreAgents })}</p>}
    </section>
  );
}

function SpanRow({ span }: { readonly span: RecordAgent }): ReactElement {
  const { t } = useTranslation(['records', 'contact']);
  const locale = useLocale();
  useNow(30_000);
  const name = useDesk((desk) => desk.users.get(span.userId)?.name);
  const began = oneOf(spanBegins, span.began);
  const ended = oneOf(spanEnds, span.ended);
  return (
    <tr>
      <td dir="auto">{name ?? t('gone')}</td>
      <td className="figures">
        {stampTime(span.from, locale)}
        <span className={classes.how}>{began !== undefined && t(`contact:handled.began.${began}`)}</span>
      </td>
      <td className="figures">
        {span.to === 0 ? t('details.now') : stampTime(span.to, locale)}
        <span className={classes.how}>{ended !== undefined && t(`contact:handled.ended.${ended}`)}</span>
      </td>
      <td className="figures">{duration((span.to === 0 ? relayNow() : span.to) - span.from, locale)}</td>
    </tr>
  );
}
