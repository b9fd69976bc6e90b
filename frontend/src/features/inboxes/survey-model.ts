/** What an inbox asks its customers after Close, as its form has it. */
import type { PutInbox, Survey, Template } from '@/bridge/types';
import { scores, stars } from '@/lib/rating';
import type { ShownChoices } from '@/ui/choices-card';

/** The limits: characters of the question and of the thanks, minutes after Close. */
export const surveyLimits = { text: 300, delay: { least: 0, most: 60 } } as const;

/** What the relay takes for "ask nobody". */
export const nobodyAsked: Survey = { question: '' };

/** What a survey begins with. */
export function usualSurvey(question: string): Survey {
  return { question, delayMinutes: 1 };
}

/** What is wrong with a survey. */
export interface SurveyFaults {
  readonly question?: 'question' | 'long';
  readonly thanks?: 'long';
  readonly delay?: true;
}

/** What keeps a survey from being saved, undefined for nothing. */
export function surveyFaults(survey: Survey | undefined): SurveyFaults | undefined {
  if (survey === undefined) return undefined;
  const { question, thanks = '', delayMinutes = 0 } = survey;
  const { least, most } = surveyLimits.delay;
  const faults: SurveyFaults = {
    ...(question.trim() === '' ? { question: 'question' as const } : isLong(question) ? { question: 'long' as const } : {}),
    ...(isLong(thanks) ? { thanks: 'long' as const } : {}),
    ...(Number.isInteger(delayMinutes) && delayMinutes >= least && delayMinutes <= most ? {} : { delay: true as const }),
  };
  return Object.keys(faults).length === 0 ? undefined : faults;
}

function isLong(text: string): boolean {
  return [...text.trim()].length > surveyLimits.text;
}

const variable = /\{\{[^}]+\}\}/u;

/** Whether a template can go out with nobody to fill it in. */
export function asksAlone({ status, headerKind, headerText, body, buttons, other = [] }: Template): boolean {
  const heads = headerKind === '' || headerKind.toUpperCase() === 'TEXT';
  return status === 'APPROVED' && heads && other.length === 0 && !variable.test(body) && !variable.test(headerText) && buttons.every((each) => each.type !== 'COPY_CODE' && !variable.test(each.url));
}

/** The list from which customers choose on WhatsApp. */
export const scoreList: ShownChoices = {
  header: '', footer: '', open: '★ 1–5', sections: [{ title: '', rows: scores.map((score) => ({ title: `${score} ${stars(score)}`, about: '' })) }],
};

/** What is sent where nothing can be tapped. */
export function asText(question: string): string {
  return `${question.trim()}\n${[...scores].reverse().map((score) => `${score} ${stars(score)}`).join(' · ')}`;
}

/** Whether customers of an inbox can tap their answer. */
export function canTap(type: PutInbox['type'], provider: string | undefined): boolean {
  return type !== 'sms' && provider !== 'twilio';
}
