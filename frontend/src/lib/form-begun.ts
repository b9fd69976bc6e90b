/** A form of that kind has been begun anew: what is taken back would take its place. */
export class FormBegun extends Error {
  override readonly name = 'FormBegun';
}

/** Nothing can be written in the conversation now: a form that is taken back would lie where nobody sees it. */
export class NoReplyField extends Error {
  override readonly name = 'NoReplyField';
}
