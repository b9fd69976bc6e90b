/** What a template asks for, and what it reads like with the values in it. Pure. */
import type { QueuedFile, SendTemplate, Template } from '@/bridge/types';
import { isBlank } from '@/lib/blank';
import { placesOf } from '@/lib/template';

/** What stands in a template's places, by their names in order of appearance. */
export interface TemplateValues {
  readonly params: readonly string[];
  readonly header: string;
  /** Of the buttons that take one, by their place among all buttons. */
  readonly buttons: ReadonlyMap<number, string>;
}

/** A button that takes a value: the end of its link, or the code to copy. */
export interface OpenButton {
  readonly index: number;
  readonly kind: 'link' | 'code';
  readonly text: string;
}

/** The buttons that take a value. That of a login code is the code in its text, which is typed once. */
export function openButtons(template: Template): readonly OpenButton[] {
  return template.buttons.flatMap((each, index): OpenButton[] => {
    if (each.type === 'COPY_CODE') return [{ index, kind: 'code', text: each.text }];
    return placesOf(each.url).length > 0 ? [{ index, kind: 'link', text: each.text }] : [];
  });
}

/** Whether the button's value is the code that stands in the text. */
export function isLoginCode(template: Template): boolean {
  return template.category === 'AUTHENTICATION';
}

const sendable = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', ''];

/** The part because of which a template cannot be sent from here, in its provider's word; undefined when it can be. */
export function unsendable(template: Template): string | undefined {
  if (mediaHeader(template) === 'other') return template.headerKind;
  return template.other?.at(0) ?? template.buttons.find((each) => !sendable.includes(each.type))?.type;
}

/** What stands in a template's places before anybody types: the agent's and the customer's name where it wants them. */
export function filledAtFirst(template: Template, agent: string, contact: string): Readonly<Record<string, string>> {
  const own = { agentName: agent, contactName: contact };
  const wanted = (name: string): string => {
    const fill = template.fills?.find((each) => each.name === name)?.with;
    if (fill !== undefined) return own[fill];
    return /^agent(_name)?$/.test(name) ? agent : '';
  };
  return Object.fromEntries(placesOf(template.body).map((name) => [`param ${name}`, wanted(name)]));
}

/** What a template's header carries when it is a file. */
export type HeaderKind = 'image' | 'video' | 'document';

/** The types of files that WhatsApp takes in a header. The sizes are Go's to check, when it has read the file. */
export const headerTypes: Readonly<Record<HeaderKind, readonly string[]>> = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  document: [
    'application/pdf',
    'text/plain',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
};

/** The file that a template's header needs: its kind, 'other' when it is none that can be sent from here, else undefined. */
export function mediaHeader(template: Template): HeaderKind | 'other' | undefined {
  const kind = template.headerKind.toLowerCase();
  if (kind === '' || kind === 'text') return undefined;
  return Object.hasOwn(headerTypes, kind) ? (kind as HeaderKind) : 'other';
}

/** What is wrong with the header's file; undefined when it fits, or none is needed. */
export function headerProblem(template: Template, file: QueuedFile | undefined): 'headerOther' | 'headerMissing' | 'headerWrong' | undefined {
  const kind = mediaHeader(template);
  if (kind === undefined) return undefined;
  if (kind === 'other') return 'headerOther';
  if (file === undefined) return 'headerMissing';
  return headerTypes[kind].includes(file.mime.split(';')[0]?.trim() ?? '') ? undefined : 'headerWrong';
}

/** How long a code to copy may be. */
export const mostCode = 20;

/** What is wrong with the values: something missing, or something that Meta refuses. */
export function valueProblem(template: Template, values: TemplateValues): 'missing' | 'badValue' | 'longCode' | undefined {
  const wanted = [
    ...placesOf(template.body).map((_, index) => values.params[index] ?? ''),
    ...(template.headerKind === 'TEXT' && placesOf(template.headerText).length > 0 ? [values.header] : []),
    ...(isLoginCode(template) ? [] : openButtons(template).map(({ index }) => values.buttons.get(index) ?? '')),
  ];
  if (wanted.some(isBlank)) return 'missing';
  if (openButtons(template).some(({ index, kind }) => kind === 'code' && [...(values.buttons.get(index) ?? '').trim()].length > mostCode)) return 'longCode';
  return wanted.some((each) => /[\n\r\t]| {5,}/.test(each)) ? 'badValue' : undefined;
}

/** What is sent. */
export function templateContent(template: Template, values: TemplateValues): SendTemplate {
  const params = placesOf(template.body).map((_, index) => (values.params[index] ?? '').trim());
  const valueOf = ({ index }: OpenButton): string => (isLoginCode(template) ? (params[0] ?? '') : (values.buttons.get(index) ?? '').trim());
  const open = openButtons(template);
  const link = open.find((each) => each.kind === 'link');
  return {
    templateId: template.id,
    headerText: values.header.trim(),
    // Go fills these in when it has given the file to the relay.
    mediaId: '',
    fileName: '',
    mime: '',
    size: 0,
    params,
    // For a relay that knows one link only.
    buttonText: link === undefined ? '' : valueOf(link),
    ...(open.length > 0 && { buttons: open.map((each) => ({ index: each.index, value: valueOf(each) })) }),
  };
}
