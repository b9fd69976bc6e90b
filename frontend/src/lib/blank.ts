/** Text of which nothing is seen. */

// White space, control characters, and what Unicode has nobody draw: direction marks, joiners, fillers. Braille's blank is a symbol, and an empty one.
const unseen = /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a customer would see nothing of it; the relay asks the same (desk.Blank). */
export function isBlank(text: string): boolean {
  return unseen.test(text);
}
