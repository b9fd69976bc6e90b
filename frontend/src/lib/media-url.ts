/** The address at which the app itself serves a file. */
export function mediaUrl(messageId: string, mediaId: string): string {
  return `/media/${encodeURIComponent(messageId)}/${encodeURIComponent(mediaId)}`;
}
