/**
 * Errors that come from Go. The shell's error formatter sends `{code, subcode, params}` as JSON, and Wails rejects
 * with an Error that has it for a message; everything else (a lost process, a bug) becomes `internal`, so that a screen
 * has one shape to show.
 */
import { oneOf } from '@/lib/known';
import { type ErrorCode, errorCodes } from '@/lib/lists';

/** What Go tells of an error; the sentence to it is found by `speakWith`'s function. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly subcode: string;
  readonly params: Readonly<Record<string, unknown>>;
}

let wordsOf: (told: ToldError) => string = () => '';

/** Sets the function that puts errors into words: the texts are in a layer above this one, which it must not import. */
export function speakWith(words: (told: ToldError) => string): void {
  wordsOf = words;
}

/** A refused or failed call: `message` is written for a person, `code` and `subcode` are for decisions. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly subcode = '',
    /** The provider's own code, where it has one. */
    readonly providerCode = '',
  ) {
    super(message);
  }

  /** The code as it is shown, small, beneath the message: "conflict/windowClosed", "invalid/meta/131047". */
  get shown(): string {
    return [this.code, this.subcode, this.providerCode].filter((each) => each !== '').join('/');
  }
}

function field(value: object, name: string): string {
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : '';
}

function params(value: object): Readonly<Record<string, unknown>> {
  const found: unknown = Reflect.get(value, 'params');
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}

/** Turns whatever a bound call rejected with into a BridgeError: an Error or text, either of which may hold JSON, or the object itself. */
export function toBridgeError(reason: unknown): BridgeError {
  if (reason instanceof BridgeError) return reason;
  if (typeof reason === 'string') return fromText(reason);
  if (reason instanceof Error) return fromText(reason.message);
  if (typeof reason !== 'object' || reason === null) return new BridgeError('internal', '');
  const sent = field(reason, 'code');
  const code = oneOf(errorCodes, sent) ?? 'internal';
  const subcode = field(reason, 'subcode');
  const message = field(reason, 'message');
  const stands = params(reason);
  return new BridgeError(code, message === '' ? wordsOf({ code, subcode, params: stands }) : message, subcode, field(stands, 'code'));
}

function fromText(text: string): BridgeError {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return toBridgeError(value);
  } catch {
    // Not JSON: the text itself is the message.
  }
  return new BridgeError('internal', text);
}
