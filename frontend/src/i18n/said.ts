/** The sentences of errors: Go sends code, subcode and what stands in the sentence; the words are in `en/refusals.json`. */
import type { i18n as I18n } from 'i18next';
import { useTranslation } from '@/lib/texts';
import type { ErrorCode } from '@/lib/lists';

/** An error as Go tells it. `message` is a whole sentence: a relay of before, which sent sentences, sends it. */
export interface Said {
  readonly code: ErrorCode;
  readonly subcode?: string;
  readonly params?: Readonly<Record<string, unknown>> | null;
  readonly message?: string;
}

/** The function that puts an error into words. A code always has a sentence; a subcode of a newer relay may have none. */
export function saidIn(texts: Pick<I18n, 't' | 'exists'>): (said: Said) => string {
  return ({ code, subcode = '', params, message = '' }) => {
    if (message !== '') return message;
    const { context, count, ...replace } = params ?? {};
    // Only these two choose a form; the rest is text, and must not reach i18next as options.
    const who = replace.who === undefined || replace.who === '' ? texts.t('someone', { ns: 'refusals' }) : replace.who;
    const options = { ns: 'refusals' as const, replace: { ...replace, count, who }, ...(typeof context === 'string' && { context }), ...(typeof count === 'number' && { count }) };
    const say = (key: string): string | undefined => (texts.exists(key, options) ? String(texts.t(key as 'code.internal', options)) : undefined);
    const told = subcode === '' ? undefined : say(`said.${subcode}`);
    const then = params?.then;
    const second = told !== undefined && typeof then === 'string' && then !== '' ? say(`said.${then}`) : undefined;
    if (second !== undefined) return `${String(told)} ${second}`;
    return told ?? say(`code.${code}`) ?? say('code.internal') ?? '';
  };
}

/** The function that puts errors into the words of the app's language. */
export function useSaid(): (said: Said) => string {
  const { i18n } = useTranslation();
  return saidIn(i18n);
}

/** The function that gives a name, or a word for somebody whose name is not known. */
export function useNameOf(): (name: string) => string {
  const { t } = useTranslation('refusals');
  return (name) => (name === '' ? t('someone') : name);
}

/** What is wrong with something: a sentence by its name, or the sentence itself in what is from before sentences had names. */
export interface Troubled {
  readonly said?: Said | null | undefined;
  readonly problem: string;
}

/** Whether something is wrong with it. */
export function isTroubled(it: Troubled): boolean {
  return Boolean(it.said) || it.problem !== '';
}

/** What is wrong with it, "" for nothing. */
export function troubleOf(say: (said: Said) => string, { said, problem }: Troubled): string {
  return said ? say(said) : problem;
}

/** Why a message failed: Parley's sentence, else that of an entry from before sentences had names, else Meta's title. */
export function problemWords(say: (said: Said) => string, problem: { readonly said?: Said | null; readonly text: string; readonly title: string }): string {
  return problem.said ? say(problem.said) : problem.text || problem.title;
}
