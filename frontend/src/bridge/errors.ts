/**
 * Errors that come from Go. The shell's error formatter sends `{code, message, subcode}` as JSON, and Wails rejects
 * with an Error that has it for a message; everything else (a lost process, a bug) becomes `internal`, so that a screen
 * has one shape to show.
 */

/** The codes of desk.Error, and "internal" for what is not one. */
export type BridgeCode = 'invalid' | 'unauthorized' | 'forbidden' | 'notFound' | 'conflict' | 'tooMany' | 'unavailable' | 'internal';

const codes: readonly string[] = ['invalid', 'unauthorized', 'forbidden', 'notFound', 'conflict', 'tooMany', 'unavailable', 'internal'] satisfies BridgeCode[];

/** A refused or failed call: `message` is written for a person, `code` and `subcode` are for decisions. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';

  constructor(
    readonly code: BridgeCode,
    message: string,
    readonly subcode = '',
  ) {
    super(message);
  }

  /** The code as it is shown, small, beneath the message: "conflict/windowClosed". */
  get shown(): string {
    return this.subcode === '' ? this.code : `${this.code}/${this.subcode}`;
  }
}

function field(value: object, name: string): string {
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : '';
}

/** Turns whatever a bound call rejected with into a BridgeError: an Error or text, either of which may hold JSON, or the object itself. */
export function toBridgeError(reason: unknown): BridgeError {
  if (reason instanceof BridgeError) return reason;
  if (typeof reason === 'string') return fromText(reason);
  if (reason instanceof Error) return fromText(reason.message);
  if (typeof reason !== 'object' || reason === null) return new BridgeError('internal', '');
  const code = field(reason, 'code');
  const known = codes.includes(code) ? (code as BridgeCode) : 'internal';
  return new BridgeError(known, field(reason, 'message'), field(reason, 'subcode'));
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
