import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle, IconMinus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { BusinessNumber, Check, Checkup, CheckName, Fact, Verdict } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { known, oneOf } from '@/lib/known';
import { factNames, verdicts } from '@/lib/lists';
import { exactTime } from '@/lib/time';
import { type CheckLine, checksOf, isNamed, nounOf } from './doctor-model';
import classes from './doctor.module.css';

const look = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

const icons = {
  ok: <IconCircleCheck {...look} />,
  warning: <IconAlertTriangle {...look} />,
  failed: <IconCircleX {...look} />,
  unknown: <IconHelpCircle {...look} />,
  notApplicable: <IconMinus {...look} />,
} as const satisfies Readonly<Record<Verdict, ReactElement>>;

/** A check with its verdict, its evidence and what to do; a place for one that is still to be made. */
export function CheckLineView({ number, line, waiting }: { readonly number: BusinessNumber; readonly line: CheckLine; readonly waiting: boolean }): ReactElement {
  const { t } = useTranslation('channels');
  const words = useCheckWords();
  const say = useSaid();
  const { check } = line;
  const verdict = check?.verdict ?? (waiting ? 'waiting' : 'unknown');
  return (
    <li className={classes.line} data-verdict={verdict}>
      <span className={classes.icon}>{(verdict === 'waiting' ? undefined : known(icons, verdict)) ?? <IconCircleDashed {...look} />}</span>
      <div className={classes.words}>
        <span className={classes.title}>
          {words.name(line.name, number)}
          <span className={classes.verdict}>{verdict === 'waiting' ? t('doctor.pending') : words.verdict(verdict)}</span>
        </span>
        {check !== undefined && check.facts.length > 0 && <span className={classes.dim} dir="auto">{check.facts.map(words.fact).join(' · ')}</span>}
        {check?.said && <span className={isNamed(check.verdict) ? classes.todo : classes.dim}>{say(check.said)}</span>}
      </div>
    </li>
  );
}

interface CheckWords {
  readonly name: (name: CheckName, number: BusinessNumber) => string;
  readonly verdict: (verdict: Verdict) => string;
  readonly fact: (fact: Fact) => string;
}

/** The names of checks, verdicts and facts in the app's language. A newer relay's words stand as they are. */
function useCheckWords(): CheckWords {
  const { t } = useTranslation('channels');
  const { t: refusals } = useTranslation('refusals');
  const locale = useLocale();
  return {
    name: (name, number) => {
      const noun = nounOf(name, number);
      return noun === undefined ? name : refusals(noun);
    },
    verdict: (verdict) => (oneOf(verdicts, verdict) === undefined ? verdict : t(`doctor.verdict.${verdict}`)),
    fact: ({ name, text, at }) => {
      const label = oneOf(factNames, name) === undefined ? name : t(`doctor.fact.${name}`);
      if (name === 'override') return `${label} ${text === 'number' || text === 'account' ? t(`doctor.override.${text}`) : text}`;
      if (at !== 0) return `${label} ${exactTime(at, locale)}`;
      return text === '' ? label : `${label}: ${text}`;
    },
  };
}

/** Writes an examination as a text to send to somebody: it holds no secret. */
export function useReport(): (number: BusinessNumber, checkup: Checkup) => string {
  const { t } = useTranslation('channels');
  const words = useCheckWords();
  const say = useSaid();
  const locale = useLocale();
  const line = (check: Check, number: BusinessNumber): string => {
    const parts = [...check.facts.map(words.fact), ...(check.said ? [t('doctor.todo', { text: say(check.said) })] : [])];
    return [`- ${words.name(check.name, number)}: ${words.verdict(check.verdict)}`, ...parts.map((each) => `  ${each}`)].join('\n');
  };
  return (number, checkup) => [t('doctor.reportTitle', { name: number.name, time: exactTime(checkup.at, locale) }), ...checkup.checks.filter(({ name, verdict }) => verdict !== 'notApplicable' || checksOf(number).includes(name)).map((each) => line(each, number))].join('\n');
}
