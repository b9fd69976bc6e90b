/** What a template asks for, and what it reads like with the values in it. Pure. */
import type { SendTemplate, Template } from '@/bridge/types';

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

/** Why a template cannot be sent from here; undefined when it can. */
export function mediaHeader(template: Template): string | undefined {
  return template.headerKind === '' || template.headerKind === 'TEXT' ? undefined : template.headerKind.toLowerCase();
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
  if (wanted.some((each) => each.trim() === '')) return 'missing';
  return wanted.some((each) => /[\n\r\t]| {5,}/.test(each)) ? 'badValue' : undefined;
}

/** What is sent. */
export function templateContent(template: Template, values: TemplateValues): SendTemplate {
  return {
    templateId: template.id,
    headerText: values.header.trim(),
    mediaId: '',
    params: placesOf(template.body).map((_, index) => (values.params[index] ?? '').trim()),
    buttonText: values.button.trim(),
  };
}
