/** Where the emoji tables are served from: this origin, never a CDN (see vite.config.ts). */
export const emojibaseUrl = '/emojibase';
