/** A text as UTF-8 in base64, as Go takes files. btoa takes bytes, and a spread of a long text would be too many arguments. */
export function encodeText(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
