/** A form of that kind has been begun anew: what is taken back would take its place. */
export class FormBegun extends Error {
  override readonly name = 'FormBegun';
}
