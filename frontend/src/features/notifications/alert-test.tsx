import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle, IconToggleLeft, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link } from 'wouter';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { assertNever } from '@/lib/assert-never';
import { formatNumber } from '@/lib/numbers';
import { paths } from '@/lib/paths';
import { IconButton } from '@/ui/icon-button';
import { Section } from '@/ui/page';
import { breaksOf, type ChainLink } from './alert-chain';
import classes from './alert-test.module.css';
import type { AlertTestModel } from './use-alert-test';

const look = { size: 18, stroke: 1.8, 'aria-hidden': true } as const;

const icons = {
  works: <IconCircleCheck {...look} />,
  broken: <IconCircleX {...look} />,
  off: <IconToggleLeft {...look} />,
  unknown: <IconHelpCircle {...look} />,
  waiting: <IconHelpCircle {...look} />,
} as const satisfies Readonly<Record<ChainLink['did'], ReactElement>>;

/** What a test alert met on its way, link by link, and which one is broken. */
export function AlertTest({ model }: { readonly model: AlertTestModel }): ReactElement | null {
  const { t } = useTranslation('notifications');
  const locale = useLocale();
  const { links } = model;
  if (links === undefined) return null;
  const breaks = breaksOf(links);
  const waits = links.some((each) => each.did === 'waiting');
  const names = breaks.map((each) => t(`test.link.${each.name}`));
  const verdict = names.length > 0 ? t('test.broken', { count: names.length, all: formatNumber(links.length, locale), links: new Intl.ListFormat(locale).format(names) }) : t(waits ? 'test.ask' : 'test.whole');
  return (
    <Section title={t('test.title')} text={t('test.text')} actions={<IconButton icon={<IconX size={16} stroke={1.8} aria-hidden />} label={t('test.close')} onClick={model.close} />}>
      <p className={classes.verdict} data-did={breaks[0]?.did ?? (waits ? 'waiting' : 'works')} role="status">
        {verdict}
      </p>
      <ol className={classes.links} aria-label={t('test.list')}>
        {links.map((each) => (
          <Row key={each.name} link={each} model={model} />
        ))}
      </ol>
    </Section>
  );
}

function Row({ link, model }: { readonly link: ChainLink; readonly model: AlertTestModel }): ReactElement {
  const { t } = useTranslation('notifications');
  const words = useWords(link, model.took);
  const question = link.did === 'waiting' && (link.name === 'seen' || link.name === 'heard') ? link.name : undefined;
  const toSettings = link.did === 'off' && (link.name === 'shown' || link.name === 'sound');
  return (
    <li className={classes.link} data-did={link.did}>
      <span className={classes.icon}>{icons[link.did]}</span>
      <span className={classes.name}>{t(`test.link.${link.name}`)}</span>
      <span className={classes.words}>
        {words} {toSettings && <Link href={paths.settings}>{t('test.settings')}</Link>}
        {question !== undefined && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => model.answer({ [question]: true })}>
              {t(`test.yes.${question}`)}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => model.answer({ [question]: false })}>
              {t(`test.no.${question}`)}
            </Button>
          </>
        )}
      </span>
    </li>
  );
}

/** What a link did, why, and what to do, in one sentence or two. */
function useWords(link: ChainLink, took: number): string {
  const { t } = useTranslation('notifications');
  const locale = useLocale();
  const say = useSaid();
  if (link.problem !== undefined) return link.name === 'shown' ? `${say(link.problem)} ${t('test.allow')}` : link.name === 'attention' ? t('test.said.noTaskBar') : say(link.problem);
  if (link.why !== '' && link.why !== 'unknown') return t(`test.why.${link.why}`);
  switch (link.did) {
    case 'works':
      return link.name === 'seen' && took > 0 ? t('test.took', { seconds: formatNumber(Math.max(1, Math.round(took / 1000)), locale) }) : t(`test.works.${link.name}`);
    case 'unknown':
      return t(link.name === 'sound' ? 'test.said.speakerUnknown' : 'test.said.quietUnknown');
    case 'off':
      return t('test.said.notesOff');
    case 'broken':
      return t(link.name === 'heard' ? 'test.said.unheard' : 'test.said.unseen');
    case 'waiting':
      return t(link.name === 'heard' ? 'test.question.heard' : 'test.question.seen');
    default:
      return assertNever(link.did);
  }
}
