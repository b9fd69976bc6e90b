/** The kinds of content that may come without anything to show, and that have a name in words. */
export const unknownKinds = [
  'text', 'image', 'video', 'audio', 'voice', 'document', 'sticker', 'location', 'contacts', 'button', 'interactive', 'order', 'reaction',
  'edit', 'revoke', 'system', 'poll', 'poll_vote', 'event', 'payment_reply', 'list_reply', 'button_reply', 'nfm_reply', 'group_invite', 'media_placeholder',
  'ephemeral', 'view_once', 'pin', 'keep', 'call', 'unknown',
] as const;
