import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, fence, firstLines, htmlCode, prose } from '../../../../cli/print/markdown/inert.ts';
import { oneLine } from '../../../../shared/alerts/quote.ts';
import { runs } from '../../../support/runs.ts';
import { kindsIn, parseGfm, tablesIn } from '../gfm.ts';

/** Cases of each property. */
const numRuns = runs(500);

/** Pieces that mean something in Markdown, in HTML, to GitHub or to GitLab, in any order. */
const piece = fc.oneof(
  fc.constantFrom('`', '``', '|', '\\', '\\|', '*', '_', '~~', '[a](b)', '![a](b)', '<b>', '</td>'),
  fc.constantFrom('<script>alert(1)</script>', '<!--', '-->', '&amp;', '&#64;', '&lt;', '$x$'),
  fc.constantFrom('@team', '@org/team', '#12', '!12', 'GH-12', 'a@b.example', 'mailto:a@b.example'),
  fc.constantFrom('https://evil.example', 'www.evil.example', '<https://a.example>', 'http://a.b'),
  fc.constantFrom('\n', '\r\n', '\u2028', '\t', '\x1b[31m', '\u202e', '\u200b', '\ud800', '```'),
  fc.constantFrom('# a', '- a', '1. a', '> a', '---', '===', '| --- |', '[x]: y', '</details>'),
  fc.constantFrom(' ', 'a', 'שלום', '日本', '🎉', '</summary>', '</code>', '~~~'),
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((it) => it.join('')),
  fc.string(),
);

const harmless = ['root', 'table', 'tableRow', 'tableCell', 'text'];

describe('any text', () => {
  test('as code stays in its cell, is all of it, and is nothing but code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = parseGfm(`| a | b |\n| --- | --- |\n| ${code(text)} | end |`);
        const kinds = kindsIn(tree);
        for (const kind of [...harmless, 'inlineCode', 'html']) kinds.delete(kind);
        expect([...kinds]).toEqual([]);
        const [, row] = tablesIn(tree)[0] ?? [];
        expect(row).toHaveLength(2);
        const shown = row?.[0]?.replaceAll('\u200b', '').trim();
        const line = oneLine(text);
        expect([line.trim(), `<code>${line}</code>`]).toContain(shown);
      }),
      { numRuns },
    );
  });

  test('as prose is nothing but text, and mentions and links nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const markdown of [
          `| a | b |\n| --- | --- |\n| ${prose(text)} | end |`,
          `${prose(text)}`,
        ]) {
          const tree = parseGfm(markdown);
          const kinds = kindsIn(tree);
          for (const kind of [...harmless, 'paragraph']) kinds.delete(kind);
          expect([...kinds]).toEqual([]);
        }
        const [, row] =
          tablesIn(parseGfm(`| a | b |\n| - | - |\n| ${prose(text)} | end |`))[0] ?? [];
        expect(row).toHaveLength(2);
        const [shown = ''] = row ?? [];
        expect(shown).not.toMatch(/[@#!$%~&][^\s\u200b]|:\/\/|www\.|\bGH-\d/i);
        expect(shown.replaceAll('\u200b', '').trim()).toBe(oneLine(text).trim());
      }),
      { numRuns },
    );
  });

  test('in a fence does not end it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = parseGfm(`${fence(text, 'diff')}\n\nend`);
        expect(tree.children.map(({ type }) => type)).toEqual(['code', 'paragraph']);
      }),
      { numRuns },
    );
  });

  test('in a summary is text within HTML that ends with its line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = htmlCode(text);
        expect(html).not.toMatch(/\n/);
        expect(html.slice('<code>'.length, -'</code>'.length)).not.toMatch(/[<>"'`]/);
      }),
      { numRuns },
    );
  });
});

describe('a text', () => {
  test('without anything special can be read in the source, too', () => {
    expect(code('platform/web:1.4.2')).toBe('`platform/web:1.4.2`');
    expect(prose('2 images (none tagged), 345 MB')).toBe('2 images (none tagged), 345 MB');
  });

  test('is cut where it is very long, and a policy after some lines', () => {
    expect(code('x'.repeat(2_000))).toHaveLength(502);
    expect(firstLines('a\nb\nc', 2)).toBe('a\nb\n… and 1 more lines');
    expect(firstLines('a\nb', 2)).toBe('a\nb');
  });
});
