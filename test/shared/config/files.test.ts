import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { RegistryConfigError, RegistryConfigFileError } from '../../../shared/config/errors.ts';
import { loadRegistryConfig } from '../../../shared/config/load.ts';
import { createFolder } from '../../support/temporary-folder.ts';

let folder: string;

beforeAll(async () => {
  const created = await createFolder();
  folder = created.folder;
  return created.remove;
});

/** What nobody but a programmer should have to read. */
const raw =
  /E[A-Z]{4,}|YAML\.|parseAllDocuments|implicit|Implicit|token|call stack|BigInt|at Object|undefined/;

function told(file: string): string {
  try {
    loadRegistryConfig(file);
    return '';
  } catch (error) {
    const isOurs = error instanceof RegistryConfigError || error instanceof RegistryConfigFileError;
    if (!isOurs) throw error;
    // The folder's own name may be any letters.
    expect(error.message.replaceAll(folder, '')).not.toMatch(raw);
    expect(error.message.length).toBeLessThan(600);
    return error.message;
  }
}

function fileOf(content: string | Buffer): string {
  const file = join(folder, 'registry.yml');
  writeFileSync(file, content);
  return file;
}

const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  .concat(
    Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`)}]`),
  )
  .join('\n');

test.each<[string, string | Buffer, RegExp]>([
  ['a tab', 'naming:\n\ttags: []', /:2:1 a line starts with a tab: use spaces for indentation/],
  ['a tab in a list', 'naming:\n  tags:\n\t- rule: a', /:3:1 a line starts with a tab/],
  ['a key twice', 'naming: {}\nuse: {}\nnaming: {}', /:3:1 the key naming is here twice/],
  [
    'a line out of its column',
    'naming:\n  tags: []\n reserved: []',
    /:3:1 the indentation differs/,
  ],
  ['a list that is not closed', 'naming: {reserved: [a, b', /is missing/],
  [
    'a quote that is not closed',
    'naming: "abc\nuse: {}',
    /a quote, \] or \} before this is not closed/,
  ],
  ['a second document', 'naming: {}\n---\nuse: {}', /:2:1 a second document starts here/],
  ['a value with a colon', 'naming: b: c', /a key or a list item starts where a value is/],
  ['a value with @', 'naming: @x', /a value cannot start with @: put the value in quotes/],
  ['a bracket too many', 'naming: {}]', /:1:11 \] is not expected here/],
  ['a comment without its space', 'naming: "a"#b', /:1:12 /],
  ['a bare *', 'naming: {reserved: [*]}', /cannot start with \*/],
  [
    'a glob that is a reference',
    'naming:\n  reserved:\n    - *.dev',
    /:3:7 \*\.dev refers to an anchor .*in quotes/,
  ],
  [
    'a \\ in double quotes',
    'naming: "\\d+"',
    /:1:10 in double quotes \\ starts an escape.*single quotes/,
  ],
  ['a tag of CloudFormation', 'naming: !Ref x', /!Ref is a tag of YAML/],
  ['binary data', 'naming: !!binary aGk=', /:1:18 a tag of YAML \(!!\) is not allowed here/],
  ['a merge', 'use: &u {}\nalerts:\n  <<: *u', /:3:3 << is not supported/],
  ['a bomb of references', bomb, /expand to more than can be read/],
  ['a thousand brackets', '['.repeat(20_000), /is nested too deeply/],
  ['a list', '- naming', /:1:1 is a list, not a map of keys/],
  ['a word', 'hello', /:1:1 is "hello", not a map of keys/],
  ['a number', '1.10', /is 1\.10, not a map of keys/],
  ['an HTML page', '<!DOCTYPE html>\n<html></html>', /not a map of keys|not expected/],
  ['UTF-16', Buffer.from('\ufeffnaming: {}', 'utf16le'), /in UTF-16: save it as UTF-8/],
  ['UTF-16 without a mark', Buffer.from('naming: {}', 'utf16le'), /in UTF-16/],
  ['UTF-16 of the other order', Buffer.from('\ufeff名前: 名', 'utf16le').swap16(), /in UTF-16/],
  ['UTF-16 of letters alone', Buffer.from('\ufeff名前', 'utf16le'), /in UTF-16/],
  ['UTF-16 of the other order, unmarked', Buffer.from('naming', 'utf16le').swap16(), /in UTF-16/],
  ['1 MB and a byte', Buffer.alloc(1_048_577, '#'), /it is larger than 1 MB/],
  ['Latin-1', Buffer.from('naming: {}\n# caf\xe9', 'latin1'), /line 2 is not in UTF-8/],
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1'), /it is not a text file/],
  ['text with a zero in it', Buffer.from('abc\0def'), /it is not a text file/],
  ['three bytes with zeros', Buffer.from([0x61, 0, 0]), /it is not a text file/],
  ['50 MB', Buffer.alloc(50_000_000, 'a'), /it is larger than 1 MB/],
  ['__proto__', '__proto__: {}', /is not a key here/],
])('%s is told with its place and in words', (_, content, message) => {
  const file = fileOf(content);
  const text = told(file);
  expect(text).toMatch(message);
  expect(text).toContain(file);
});

test.each([
  ['empty', ''],
  ['of comments', '# nothing'],
  ['of 1 MB', `#${'a'.repeat(1_048_575)}`],
  ['with a byte order mark', '\ufeffnaming: {}'],
  ['with the line ends of Windows', 'naming: {}\r\nuse: {}\r\n'],
  ['in JSON', '{"naming": {}}'],
  ['that starts with ---', '---\nnaming: {}\n'],
  ['with references', 'naming: {reserved: &r [a]}\nmovedTags: [{mutable: *r}]'],
])('a file %s is right', (_, content) => {
  expect(told(fileOf(content))).toBe('');
});

test('a broken line is told once, however much it breaks', () => {
  expect(told(fileOf('naming:\n  tags:\n\t- rule: a')).match(/\n/g)).toHaveLength(1);
});

test('what cannot be read is told with the path as it was given', () => {
  mkdirSync(join(folder, 'sub'));
  symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
  const relative = `./${join('nowhere', 'registry.yml')}`;
  expect(told(relative)).toBe(
    `cannot read ${relative}: there is no such file (npx ecr-steward init writes one). Name another file with --config FILE`,
  );
  expect(told(join(folder, 'sub'))).toMatch(/: it is a folder\./);
  expect(told(join(folder, 'circle'))).toMatch(/symbolic links form a loop/);
  expect(told(join(fileOf(''), 'x'))).toMatch(/there is no such file/);
  expect(told('a'.repeat(300))).toMatch(/the name is too long/);
  expect(told('a\0b')).toMatch(/it is not a file name/);
  expect(told('/dev/zero')).toMatch(/larger than 1 MB/);
});

test.skipIf(process.getuid?.() === 0)('a file that one may not read is told', () => {
  const file = fileOf('naming: {}');
  chmodSync(file, 0);
  expect(told(file)).toMatch(/permissions do not let you read it/);
});

test('a token where the name of its secret has to be is not shown', () => {
  const rule = '{prefix: hub, upstream: docker-hub, credential: dckr_pat_s3cr3t}';
  const text = told(fileOf(`pullThroughCache: {rules: [${rule}]}`));
  expect(text).toMatch(/credential: is not valid: the name of a secret/);
  expect(text).not.toContain('s3cr3t');
});
