/** The sandbox panel's rules without a DOM. */
import type { BusinessNumber, SandboxThread, SandboxFaults, SandboxLine, SandboxMessage, SandboxPhone, SandboxWrite } from '@/bridge/types';
import { formatPhone } from '@/lib/phone';

/** The fields of a write that most kinds leave empty. */
export function writing(part: Partial<SandboxWrite> & { readonly customerId: string; readonly numberId: string; readonly kind: string }): SandboxWrite {
  return { text: '', data: '', filename: '', latitude: 0, longitude: 0, name: '', address: '', buttonId: '', replyTo: '', target: '', agoMs: 0, ...part };
}

/** The numbers that can be written to. */
export function writable(lines: readonly SandboxLine[]): readonly SandboxLine[] {
  return lines.filter((each) => each.id !== '' && each.registered);
}

/** A line that customers can write on: a number on WhatsApp, or by SMS. */
export interface WriteLine {
  readonly id: string;
  readonly name: string;
  readonly digits: string;
  readonly sms: boolean;
}

const smsPrefix = 'sms:';

/** Whether a line is one of SMS. */
export function isSMS(lineId: string): boolean {
  return lineId.startsWith(smsPrefix);
}

/** The lines that customers can write on: those on WhatsApp first, then our SMS channels. */
export function linesToWrite(lines: readonly SandboxLine[], numbers: readonly BusinessNumber[]): readonly WriteLine[] {
  const whatsApp = writable(lines).map(({ id, name, digits }) => ({ id, name, digits, sms: false }));
  const bySMS = numbers.filter((each) => each.channel === 'sms').map(({ name, phone }) => ({ id: `${smsPrefix}${phone.replace('+', '')}`, name, digits: phone.replace('+', ''), sms: true }));
  return [...whatsApp, ...bySMS];
}

/** A phone's thread with a number, or undefined before the first message. */
export function threadOf(phone: SandboxPhone, numberId: string): SandboxThread | undefined {
  return phone.threads.find((each) => each.phoneNumberId === numberId);
}

/** What a tap on a button sends; undefined for a button that sends nothing (a link, a call). */
export function tap(button: { readonly kind: string; readonly id: string; readonly title: string }, message: SandboxMessage, at: { readonly customerId: string; readonly numberId: string }): SandboxWrite | undefined {
  const kinds: Readonly<Record<string, string>> = { quick_reply: 'button', reply: 'button_reply', row: 'list_reply' };
  if (button.kind === 'location') return writing({ ...at, kind: 'location', latitude: 41.4036, longitude: 2.1744, replyTo: message.id });
  const kind = Object.hasOwn(kinds, button.kind) ? kinds[button.kind] : undefined;
  return kind === undefined ? undefined : writing({ ...at, kind, text: button.title, buttonId: button.id, replyTo: message.id });
}

/** The phones whose customer has the words, at most `most`, those who wrote last first. */
export function phonesToShow(phones: readonly SandboxPhone[], search: string, most: number): { readonly shown: readonly SandboxPhone[]; readonly hidden: number } {
  const words = search.toLocaleLowerCase().trim();
  const found = phones.filter(({ customer }) => words === '' || `${customer.name}\n${customer.phone}\n${formatPhone(`+${customer.phone}`)}\n${customer.username}`.toLocaleLowerCase().includes(words));
  return { shown: found.slice(0, most), hidden: Math.max(0, found.length - most) };
}

/** No failures. */
export const noFaults: SandboxFaults = {
  webhookLatencyMs: 0, apiLatencyMs: 0, duplicateProbability: 0, duplicateCount: 0, reorderMs: 0, apiErrorProbability: 0, apiErrorCode: 0,
  messagesOnly: false, failAfterSend: 0, syncErrors: false, tokenDead: false, webhooksStopped: false, smsLost: false, breaks: [],
};

/** Whether anything is made to fail. */
export function anyFault(faults: SandboxFaults): boolean {
  if (faults.breaks.length > 0) return true;
  return (Object.keys(noFaults) as (keyof SandboxFaults)[]).some((key) => key !== 'duplicateCount' && key !== 'apiErrorCode' && key !== 'messagesOnly' && key !== 'breaks' && faults[key] !== noFaults[key]);
}
