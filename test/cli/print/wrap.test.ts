import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableLines } from '../../../cli/print/table.ts';
import { columnsOf, widthOf, wrap } from '../../../cli/print/wrap.ts';

const widths = [40, 60, 80, 120];

describe('wrapped lines', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[a-z:;,.]{1,12}$/),
    fc.constantFrom(
      '日本語',
      '\u001b[31mfailed\u001b[39m',
      '',
      '→',
      '-',
      `sha256:${'a'.repeat(64)}`,
    ),
  );
  const line = fc.tuple(fc.nat(20), fc.array(word, { minLength: 1, maxLength: 40 }));

  test('are no wider than the terminal, and no word is split or lost', () => {
    fc.assert(
      fc.property(line, fc.constantFrom(...widths), ([indent, words], width) => {
        const text = `${' '.repeat(indent)}${words.join(' ')}`;
        const lines = wrap(text, width).split('\n');
        const wide = lines.filter((it) => columnsOf(it) > width);
        expect(wide.filter((it) => it.trim().includes(' '))).toEqual([]);
        expect(lines.join(' ').split(/ +/).filter(Boolean)).toEqual(words.filter(Boolean));
      }),
    );
  });

  test('spaces at the end take no room', () => {
    const line = `- ${'a'.repeat(30)} b  `;
    expect(wrap(line, 34)).toBe(line.trimEnd());
  });

  test.each([
    [
      'the rest stands further in',
      '  enforce immutability is MUTABLE, registry.yml says IMMUTABLE for it',
      ['  enforce immutability is MUTABLE,', '    registry.yml says IMMUTABLE for it'],
    ],
    [
      'or below the text of a column',
      '✓ rule       docker.io goes to registry-1.docker.io',
      ['✓ rule       docker.io goes to', '             registry-1.docker.io'],
    ],
    [
      'or of an item',
      '- CVE-2026-1 in openssl 3.0.1, mended in 3.0.2',
      ['- CVE-2026-1 in openssl 3.0.1, mended in', '  3.0.2'],
    ],
    [
      'a command stays in one piece',
      'these rules only observe: npx ecr-steward allow naming',
      ['these rules only observe:', '  npx ecr-steward allow naming'],
    ],
    ['what fits is left as it is', 'a  b   c', ['a  b   c']],
  ])('%s', (_, text, lines) => {
    expect(wrap(text, 40).split('\n')).toEqual(lines);
  });

  test('a terminal that does not say its width has 80 columns, and a pipe has no end', () => {
    expect(widthOf({ isTTY: true, columns: 0 })).toBe(80);
    expect(widthOf({ isTTY: true, columns: 60 })).toBe(60);
    expect(widthOf({ isTTY: false, columns: 60 })).toBeUndefined();
  });
});

describe('a table', () => {
  const head = ['REPOSITORY', 'IMAGES', 'TAGGED', 'UNTAGGED', 'TAGS', 'SIZE'];
  const figures = ['9,876', '1,000', '543', '2,468', '12.3 GB'];
  const long = 'docker.io/a-team-with-a-long-name/a-service-with-a-longer-name';
  const rows = [
    [long, ...figures],
    ['größe/日本語', ...figures],
    ['x'.repeat(256), ...figures],
  ];

  test.each(widths)('of %d columns has all names and figures, and no line is wider', (width) => {
    const lines = tableLines({ head, rows }, width);
    expect(lines.filter((it) => columnsOf(it) > width)).toEqual([]);
    const text = lines.join('').replaceAll(/\s/g, '');
    for (const figure of figures) expect(text.split(figure.replace(' ', '')).length - 1).toBe(3);
    expect(width < 60 ? text : lines.join('\n')).toContain('日本語');
  });

  test('breaks a name where it has a joint, and puts its rest below it', () => {
    expect(tableLines({ head: ['NAME', 'TAGS'], rows: [[long, '7']] }, 40)).toEqual([
      'NAME                                TAGS',
      'docker.io/a-team-with-a-long-name/     7',
      '  a-service-with-a-longer-name',
    ]);
  });

  test('has its figures below the name where there is no room beside it', () => {
    expect(tableLines({ head, rows: [[long, ...figures]] }, 40)).toEqual([
      'docker.io/a-team-with-a-long-name/',
      '  a-service-with-a-longer-name',
      '  9,876 images, 1,000 tagged,',
      '  543 untagged, 2,468 tags,',
      '  12.3 GB size',
    ]);
  });
});
