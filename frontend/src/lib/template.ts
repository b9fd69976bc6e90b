/** What a template asks for, and what it reads like with the values in it. Pure. */

const placeholder = /\{\{\s*(\w+)\s*\}\}/g;

/** The names of a text's places, each once, in order of appearance. */
export function placesOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(placeholder), (each) => each[1] ?? ''))];
}

/** A text with values in its places; an empty one leaves the place as it is, so that it is seen to be missing. */
export function filledIn(text: string, values: readonly string[]): string {
  const names = placesOf(text);
  return text.replace(placeholder, (whole, name: string) => {
    const value = values[names.indexOf(name)] ?? '';
    return value === '' ? whole : value;
  });
}

/** What of a template decides how it reads. */
export interface TemplateText {
  readonly headerKind?: string;
  readonly headerText: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons?: readonly { readonly type: string; readonly text: string }[];
}

/** The values of a template that is sent, as they are sent. */
export interface TemplatePayload {
  readonly headerText: string;
  readonly params: readonly string[];
}

/** What the customer reads: the parts of a bubble. */
export interface TemplateReading {
  readonly header: string;
  readonly text: string;
  readonly footer: string;
  readonly buttons: readonly string[];
}

/** What the customer reads when a payload is sent; places without a value stay to be seen. */
export function readingOf(template: TemplateText, payload: TemplatePayload): TemplateReading {
  return {
    header: template.headerKind === 'TEXT' ? filledIn(template.headerText, [payload.headerText]) : '',
    text: filledIn(template.body, payload.params),
    footer: template.footer,
    buttons: (template.buttons ?? []).map((each) => (each.text === '' ? each.type : each.text)),
  };
}
