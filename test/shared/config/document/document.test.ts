import { expect, test } from 'vitest';
import { parseSource } from '../../../../shared/config/document/document.ts';

test('in quotes, what YAML takes for something else is a text, and all else is as it was', () => {
  const { content, quoted } = parseSource(
    'plain: a text\n"quoted": "1.10"\nnumber: 1.10\nlist: [012, x, "y", true, ~]\nempty:\n"1": 2\n',
  );
  expect(quoted()).toEqual({
    ...{ plain: 'a text', quoted: '1.10', number: '1.10' },
    ...{ list: ['012', 'x', 'y', 'true', '~'], empty: null, 1: '2' },
  });
  expect(content).toMatchObject({ number: 1.1, list: [12, 'x', 'y', true, null], empty: null });
});

test('of an empty file both are empty', () => {
  const { content, quoted, problems } = parseSource('');
  expect({ content, quoted: quoted(), problems }).toEqual({
    ...{ content: {}, quoted: {}, problems: [] },
  });
});
