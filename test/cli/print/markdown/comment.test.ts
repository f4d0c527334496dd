import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comment, comment } from '../../../../cli/print/markdown/comment.ts';
import { code, fence } from '../../../../cli/print/markdown/inert.ts';
import { runs } from '../../../support/runs.ts';
import { parseGfm, tablesIn } from '../gfm.ts';

const bare: Comment = {
  title: 'plan: no changes',
  ...{ lines: ['By `registry.yml`.'], head: ['Name', 'Why'], rows: [], details: [], notes: [] },
  command: 'npx ecr-steward plan',
};
const rows = (number: number) =>
  Array.from({ length: number }, (_, at) => [code(`repository-${at}`), 'x'.repeat(100)]);
const details = (number: number, length: number) =>
  Array.from({ length: number }, () => ({
    summary: 'a',
    body: fence('x'.repeat(400).concat('\n').repeat(length), ''),
  }));

describe('a comment', () => {
  test('without rows has no table', () => {
    expect(comment(bare)).toBe('## ecr-steward plan: no changes\n\nBy `registry.yml`.');
  });

  test('that is too long for GitHub is cut between rows, and says how many are left out', () => {
    const text = comment({ ...bare, rows: rows(3_000), notes: ['The end.'] });
    expect(text.length).toBeLessThanOrEqual(60_000);
    const [table] = tablesIn(parseGfm(text));
    const shown = (table?.length ?? 0) - 1;
    expect(shown).toBeGreaterThan(400);
    const left = (3_000 - shown).toLocaleString('en');
    expect(text).toContain(
      `\n\nand ${left} more rows: \`npx ecr-steward plan\` shows all.\n\nThe end.`,
    );
  });

  test('shows what comes after a row, or a detail, that is too long for it', () => {
    const long = ['x'.repeat(61_000), ''];
    const whole = {
      ...bare,
      rows: [long, ...rows(2)],
      details: [...details(1, 200), ...details(2, 20)],
    };
    const text = comment(whole);
    expect(tablesIn(parseGfm(text))[0]).toHaveLength(3);
    expect(text.match(/<details>/g)).toHaveLength(2);
    expect(text).toContain('and 1 more row, and 1 more detail: `npx ecr-steward plan` shows all.');
  });

  test('shows details in the room that rows leave', () => {
    const text = comment({ ...bare, rows: rows(2), details: details(20, 20) });
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text).toMatch(/and 1\d more details: `npx ecr-steward plan` shows all\.$/);
  });

  test('is never longer than its limit', () => {
    const numbers = { rows: fc.nat(2_000), details: fc.nat(40), lines: fc.nat(60) };
    fc.assert(
      fc.property(fc.record(numbers), (of) => {
        const text = comment({
          ...bare,
          rows: rows(of.rows),
          details: details(of.details, of.lines),
        });
        expect(text.length).toBeLessThanOrEqual(60_000);
      }),
      { numRuns: runs(50) },
    );
  });
});
