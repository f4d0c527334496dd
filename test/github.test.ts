import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const workflows = globSync('.github/workflows/*.yml');
const forms = globSync('.github/ISSUE_TEMPLATE/*.yml').filter(
  (it) => basename(it) !== 'config.yml',
);

const hasActionlint = spawnSync('actionlint', ['-version']).status === 0;

test('there is a workflow, and there are forms for issues', () => {
  expect(workflows.length).toBeGreaterThan(0);
  expect(forms.length).toBeGreaterThan(1);
});

describe.each(workflows)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test.skipIf(!hasActionlint)('is one that actionlint accepts, which .ci/tools installs', () => {
    const { stdout, status } = spawnSync('actionlint', ['-no-color', file], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  test('reads the repository and nothing else', () => {
    expect(parse(text).permissions).toEqual({ contents: 'read' });
    expect(text.match(/permissions:/g)).toHaveLength(1);
    expect(text).not.toMatch(/secrets\.|pull_request_target/);
  });

  test('names actions by commit, with the version beside it', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(used.length).toBeGreaterThan(0);
    const unpinned = used.filter(
      (line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line),
    );
    expect(unpinned).toEqual([]);
  });

  test('leaves no credentials in the checkout', () => {
    const { jobs } = parse(text) as { jobs: Record<string, { steps: Step[] }> };
    const checkouts = Object.values(jobs)
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.map((it) => it.with)).toEqual(
      checkouts.map(() => ({ 'persist-credentials': false })),
    );
  });
});

interface Step {
  uses?: string;
  with?: Record<string, unknown>;
}

/** What GitHub asks of a form for issues: "Syntax for GitHub's form schema" of its documentation. */
const element = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['textarea', 'input']),
    id: z
      .string()
      .regex(/^[\w-]+$/)
      .optional(),
    attributes: z.strictObject({
      label: z.string().min(1),
      description: z.string().optional(),
      placeholder: z.string().optional(),
      value: z.string().optional(),
      render: z.string().optional(),
    }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  }),
  z.strictObject({
    type: z.literal('markdown'),
    attributes: z.strictObject({ value: z.string().min(1) }),
  }),
]);

const form = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  title: z.string().optional(),
  labels: z.array(z.string()).optional(),
  body: z.array(element).min(1),
});

describe.each(forms)('%s', (file) => {
  const { data, error } = form.safeParse(parse(readFileSync(file, 'utf8')));

  test('is a form that GitHub shows', () => {
    expect(error?.issues).toBeUndefined();
    // It shows none that only has text, and none where two fields have one label.
    const labels = (data?.body ?? []).flatMap((it) =>
      it.type === 'markdown' ? [] : [it.attributes.label],
    );
    expect(labels.length).toBeGreaterThan(0);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

test('forms have names of their own', () => {
  const names = forms.map((file) => parse(readFileSync(file, 'utf8')).name);
  expect(new Set(names).size).toBe(names.length);
});
