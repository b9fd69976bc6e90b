/** The package has no types of its own; this is what lib/links.ts uses of it. */
declare module 'punycode/' {
  const punycode: { toUnicode(host: string): string };
  export = punycode;
}
