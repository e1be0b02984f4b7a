import { describe, expect, it } from 'vitest';
import { collectChosen, isPictureName } from './collect';

function file(name: string, webkitRelativePath = ''): File {
  return Object.defineProperty(new File(['x'], name), 'webkitRelativePath', { value: webkitRelativePath });
}

describe('collectChosen', () => {
  it('takes every file that was chosen by itself, also one that is no picture by its name', () => {
    expect(collectChosen([file('a.jpg'), file('scan')]).files.map((picked) => picked.path)).toEqual(['a.jpg', 'scan']);
  });

  it('keeps the shape of a directory, and leaves out what is no picture and what systems keep there', () => {
    const chosen = [file('a.JPG', 'Rome/a.JPG'), file('b.dng', 'Rome/raw/b.dng'), file('notes.txt', 'Rome/notes.txt'), file('.DS_Store', 'Rome/.DS_Store'), file('c.jpg', 'Rome/@eaDir/c.jpg')];
    expect(collectChosen(chosen)).toEqual({ files: [{ file: chosen[0], path: 'Rome/a.JPG' }, { file: chosen[1], path: 'Rome/raw/b.dng' }], leftOut: 1 });
  });

  it('composes what macOS has taken apart', () => {
    expect(collectChosen([file('Kyo\u0304to.png')]).files[0]!.path).toBe('Ky\u014dto.png');
  });
});

describe('isPictureName', () => {
  it.each([
    ['a.jpeg', true],
    ['A.CR3', true],
    ['a.jpg.txt', false],
    ['.jpg', false],
    ['jpg', false],
  ])('%s: %s', (name, expected) => expect(isPictureName(name)).toBe(expected));
});
