/**
 * What a paste means. Programs put a picture of what was copied beside its words: of cells, or of a paragraph. Who copies
 * words wants words; files and pictures by themselves have none beside them.
 */
export function pastesWords(data: Pick<DataTransfer, 'types' | 'files' | 'getData'>): boolean {
  // A file manager's text is the path of the file.
  if (data.types.includes('text/uri-list') || data.getData('text/plain').trim() === '') return false;
  return data.types.includes('text/html') && Array.from(data.files).every((file) => file.type.startsWith('image/'));
}
