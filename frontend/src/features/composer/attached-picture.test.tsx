import { fireEvent } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { previewOf } from '@/stores/attachments';
import { renderUi } from '@/test/render';
import { AttachedPicture } from './attached-picture';

describe('rule 8: an attached file', () => {
  it('is drawn from what Go gives, or not at all', () => {
    const { container } = renderUi(<AttachedPicture src="/attached/file_1" className="x" otherwise={<em>a file</em>} />);
    const picture = container.querySelector('img');
    expect(picture?.getAttribute('src')).toBe('/attached/file_1');
    if (picture !== null) fireEvent.error(picture);
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('a file');
  });

  it('has no picture until Go has told from its bytes that it is one', () => {
    const file = { localId: 'file_1', fileName: 'a.png', size: 3, mediaId: '' };
    const shown = (state: Parameters<typeof previewOf>[0]['state']): string => previewOf({ key: 1, name: 'a.png', size: 3, state });
    expect(shown({ kind: 'reading', done: 0.5 })).toBe('');
    expect(shown({ kind: 'ready', file: { ...file, mime: 'image/png' } })).toBe('/attached/file_1');
    for (const mime of ['', 'application/octet-stream', 'image/svg+xml', 'image/webp', 'text/html', 'video/mp4']) expect(shown({ kind: 'ready', file: { ...file, mime } })).toBe('');
  });
});
