/** What a template asks for, and what it reads like with the values in it. Pure. */
import type { QueuedFile, SendTemplate, Template } from '@/bridge/types';
import { isBlank } from '@/lib/blank';

const placeholder = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** What stands in a template's places, by their names in order of appearance. */
export interface TemplateValues {
  readonly params: readonly string[];
  readonly header: string;
  readonly button: string;
}

/** The names of a text's places, each once, in order of appearance. */
export function placesOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(placeholder), (each) => each[1] ?? ''))];
}

/** The one button whose address ends with a value, if there is one. */
export function openButton(template: Template): string | undefined {
  return template.buttons.find((each) => each.type === 'URL' && placesOf(each.url).length > 0)?.text;
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

/** A text with values in its places; an empty one leaves the place as it is, so that it is seen to be missing. */
export function filledIn(text: string, values: readonly string[]): string {
  const names = placesOf(text);
  return text.replace(placeholder, (whole, name: string) => {
    const value = values[names.indexOf(name)] ?? '';
    return value === '' ? whole : value;
  });
}

/** What is wrong with the values: something missing, or something that Meta refuses. */
export function valueProblem(template: Template, values: TemplateValues): 'missing' | 'badValue' | undefined {
  const wanted = [
    ...placesOf(template.body).map((_, index) => values.params[index] ?? ''),
    ...(template.headerKind === 'TEXT' && placesOf(template.headerText).length > 0 ? [values.header] : []),
    ...(openButton(template) !== undefined ? [values.button] : []),
  ];
  if (wanted.some(isBlank)) return 'missing';
  return wanted.some((each) => /[\n\r\t]| {5,}/.test(each)) ? 'badValue' : undefined;
}

/** What is sent. */
export function templateContent(template: Template, values: TemplateValues): SendTemplate {
  return {
    templateId: template.id,
    headerText: values.header.trim(),
    // Go fills these in when it has given the file to the relay.
    mediaId: '',
    fileName: '',
    mime: '',
    size: 0,
    params: placesOf(template.body).map((_, index) => (values.params[index] ?? '').trim()),
    buttonText: values.button.trim(),
  };
}
