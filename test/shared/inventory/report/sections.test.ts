import { describe, expect, test } from 'vitest';
import * as charts from '../../../../shared/inventory/report/charts.ts';
import { table } from '../../../../shared/inventory/report/elements.ts';
import { cache } from '../../../../shared/inventory/report/sections/cache.ts';
import { changed } from '../../../../shared/inventory/report/sections/changes.ts';
import { growth } from '../../../../shared/inventory/report/sections/growth.ts';
import { naming as namingSection } from '../../../../shared/inventory/report/sections/naming.ts';
import { quotas } from '../../../../shared/inventory/report/sections/quotas.ts';
import { registry } from '../../../../shared/inventory/report/sections/registry.ts';
import { tagsPerRepository } from '../../../../shared/inventory/report/sections/tags.ts';
import { totals } from '../../../../shared/inventory/report/sections/totals.ts';
import type {
  CacheSummary,
  Comparison,
  NamingSummary,
} from '../../../../shared/inventory/summary/summary.ts';
import { repositoryCount, sampleSummary, summaryOf } from '../../../support/summary.ts';

const GB = 1e9;

describe('the login of a cache rule', () => {
  const rule = {
    prefix: 'hub',
    upstream: 'registry-1.docker.io',
    repositories: 1,
    images: 2,
    bytes: 3,
  };
  const shown = (login: Partial<CacheSummary>) =>
    cache(summaryOf([], { cache: [{ ...rule, ...login }] })).text;

  test.each<[Partial<CacheSummary>, string]>([
    [{ valid: true }, '>✓ ok</span></td>'],
    [{ valid: false, failure: 'expired' }, '>✗ failed</strong>: '],
    [{ valid: 'unknown', failure: 'denied' }, '>? unknown</strong>: '],
    [{}, '>not tried, or no login needed</td>'],
  ])('%j', (login, expected) => {
    expect(shown(login)).toContain(expected);
    const states = ['✓ ok', '✗ failed', '? unknown', 'not tried'];
    expect(states.filter((state) => shown(login).includes(state))).toHaveLength(1);
  });

  test('is of no rule where there is none', () => {
    expect(cache(summaryOf([])).text).toContain('no pull through cache rules');
  });
});

describe('naming', () => {
  const shown = (naming?: Partial<NamingSummary>) => {
    const none = { repositories: 0, tags: 0, examples: [] };
    return namingSection(summaryOf([], naming ? { naming: { ...none, ...naming } } : {})).text;
  };
  const examples = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      ...(at > 0 && { tag: `t${at}` }),
      ...{ repository: 'a/b', rule: 'r', reason: 'odd' },
    }));

  test('without rules or violations says so', () => {
    expect(shown()).toContain('registry.yml has no naming rules.');
    expect(shown({})).toContain('There are no naming violations.');
    for (const text of [shown(), shown({})]) expect(text).not.toContain('<table');
  });

  test.each([
    [1, 0, '1 naming violation: 1 repository name and 0 tags.'],
    [0, 2, '2 naming violations: 0 repository names and 2 tags.'],
    [3, 2, '5 naming violations: 3 repository names and 2 tags.'],
  ])('of %i names and %i tags counts both', (repositories, tags, text) => {
    expect(shown({ repositories, tags, examples: examples(1) })).toContain(text);
  });

  test('shows tags with their repository, and folds more than ten examples', () => {
    const [few, many] = [10, 11].map((count) => shown({ tags: count, examples: examples(count) }));
    expect(few).toContain('<bdi class="name">a/b</bdi></th>');
    expect(few).toContain('<bdi class="name">a/b</bdi>:<bdi class="name">t9</bdi></th>');
    expect(few).not.toContain('<details>');
    expect(many).toContain('<details><summary>11 examples</summary>');
  });
});

describe('a quota', () => {
  const shown = (used: number, repository?: string) =>
    quotas(
      summaryOf([], {
        quotas: {
          repositories: { used, limit: 100 },
          imagesPerRepository: { used: 1, limit: 100, ...(repository && { repository }) },
        },
      }),
    ).text;

  test.each([
    [79, 'within the quota'],
    [80, 'getting close'],
    [94, 'getting close'],
    [95, 'nearly used up'],
    [120, 'nearly used up'],
  ])('of 100, %i used, is %s', (used, state) => {
    expect(shown(used)).toContain(`${used} of 100, `);
    expect(shown(used).match(/within the quota|getting close|nearly used up/)?.[0]).toBe(state);
    expect(shown(used)).toContain(`value="${Math.min(used, 100)}"`);
  });

  test('names the repository with the most images, if there is one', () => {
    expect(shown(1, 'a/one')).toMatch(/, most in [^/]*>a\/one</);
    expect(shown(1)).not.toContain('most in');
  });
});

describe('the cost', () => {
  const none = { repositories: 0, images: 0, taggedImages: 0, untaggedImages: 0, tags: 0 };
  const noBytes = { referrers: 0, bytes: 0, untaggedBytes: 0, archivedImages: 0, archivedBytes: 0 };
  const shown = (bytes: number, archivedBytes: number, change: object) => {
    const difference = { ...none, ...noBytes, ...change };
    const comparison = { since: '2026-11-20T01:30:00.000Z', difference } as Comparison;
    const images = [repositoryCount('a/one', { images: 2, bytes, archivedBytes })];
    const archivedPerMonth = (archivedBytes / GB) * 0.05;
    const perMonth = ((bytes - archivedBytes) / GB) * 0.1 + archivedPerMonth;
    const cost = { perMonth, untaggedPerMonth: 0, archivedPerMonth };
    const { text } = totals(summaryOf(images, { comparison, cost }));
    return /data-difference="cost">([^<]*)</.exec(text)?.[1];
  };

  test.each<[string, number, number, object, string | undefined]>([
    ['of what was added is at the price of today', 20 * GB, 0, { bytes: 10 * GB }, '+$1.00'],
    ['of what was archived goes down', 20 * GB, 10 * GB, { archivedBytes: 10 * GB }, '−$0.50'],
    ['of nothing new is the same', 20 * GB, 0, {}, '±$0.00'],
    ['of what no price is left of is not shown', 0, 0, { bytes: -10 * GB }, undefined],
  ])('%s', (_, bytes, archived, change, expected) => {
    expect(shown(bytes, archived, change)).toBe(expected);
  });

  test('has no difference without an earlier inventory', () => {
    const { text } = totals(summaryOf([]));
    expect(text).not.toContain('data-difference');
    expect(text).toContain('no earlier inventory to compare with');
  });
});

describe('a table', () => {
  const figures = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ title: `figure ${at}`, kind: 'figure' as const }));
  const name = { title: 'name', kind: 'name' } as const;

  test.each([
    ['a name and two figures fit', [name, ...figures(2)], false],
    ['a name and three figures are stacked', [name, ...figures(3)], true],
    ['two names are stacked', [name, name], true],
    ['one name fits', [name], false],
  ])('%s', (_, columns, stacks) => {
    const { text } = table({ caption: 'x', columns, rows: [columns.map(() => '1')] });
    expect(text.includes('class="stacking"')).toBe(stacks);
  });

  test('says how many rows it leaves out', () => {
    const shown = (total?: number) =>
      table({ caption: 'x', columns: [name], rows: [['a']], ...(total && { total }) }).text;
    expect(shown(3)).toContain('and 2 more');
    expect(shown(1)).not.toContain('more');
    expect(shown()).not.toContain('more');
  });
});

test('repositories are counted by their tags, the most of all as well', () => {
  const counts = [0, 1, 2, 5, 1000, 1001].map((tags) => repositoryCount(`a/${tags}`, { tags }));
  const { text } = tagsPerRepository(summaryOf(counts), charts);
  const rows = [...text.matchAll(/<th scope="row"[^>]*>([^<]*)<\/th><td[^>]*>([^<]*)</g)];
  expect(rows.slice(0, 7).map(([, name, repositories]) => `${name}: ${repositories}`)).toEqual([
    ...['0 tags: 1', '1 tag: 1', '2 to 5 tags: 2', '6 to 20 tags: 0', '21 to 100 tags: 0'],
    ...['101 to 1,000 tags: 1', 'over 1,000 tags: 1'],
  ]);
});

test('the repositories with most tags are named, if any has one', () => {
  const counts = Array.from({ length: 12 }, (_, at) => repositoryCount(`a/${at}`, { tags: at }));
  const { text } = tagsPerRepository(summaryOf(counts), charts);
  const [, ranking = ''] = text.split('<h3>Most tags</h3>');
  const names = [...ranking.matchAll(/<bdi class="name">([^<]*)</g)].map(([, name]) => name);
  expect(names).toEqual(Array.from({ length: 10 }, (_, at) => `a/${11 - at}`));
  expect(ranking).toContain('and 2 more');
  const none = tagsPerRepository(summaryOf([repositoryCount('a/none')]), charts).text;
  expect(none).not.toContain('Most tags');
  expect(tagsPerRepository(summaryOf([]), charts).text).toContain('There are no repositories.');
});

test('growth is shown from the second day on', () => {
  const { history } = sampleSummary();
  const shown = (days: number) =>
    growth(summaryOf([], { history: history.slice(0, days) }), charts);
  expect(shown(1)).toBeUndefined();
  const { text = '' } = shown(2) ?? {};
  expect(text).toContain('The figures of each day');
  expect(text).toMatch(
    /aria-label="Size from \S+ \S+ on \S+ to \S+ \S+ on \S+: \S+ \S+ in 2 inventories\."/,
  );
  // The area of the size, in both forms of its chart, and of nothing else.
  expect(text.match(/fill-opacity="0.15"/g)).toHaveLength(2);
});

describe('changes', () => {
  const digest = (of: string) => `sha256:${of.repeat(64)}`;
  const none = {
    ...{ 'repository-new': 1, 'repository-gone': 2, 'image-new': 3, 'image-gone': 4 },
    ...{ 'tag-new': 5, 'tag-gone': 6, 'tag-moved': 0 },
  };
  const shown = (more: Partial<Comparison> = {}) => {
    const comparison = {
      ...{ since: '2026-11-20T01:30:00.000Z', changes: none, movedTags: [], growth: [], ...more },
    } as unknown as Comparison;
    return changed(summaryOf([], { comparison }), charts)?.text ?? '';
  };
  const movedTag = { repository: 'a/b', tag: 'latest' };

  test('are none without an earlier inventory', () => {
    expect(changed(summaryOf([]), charts)).toBeUndefined();
  });

  test('of which nothing moved or grew are figures, and say so', () => {
    const text = shown();
    expect(text).toContain('What has changed since 2026-11-20');
    const cells = [...text.matchAll(/<td [^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell);
    expect(cells).toEqual([...['1', '2', '–', '3', '4', '–'], ...['5', '6', '0']]);
    expect(text).toContain('No tag points to another image than before.');
    expect(text).toContain('No repository holds more or less than before.');
    expect(text).not.toContain('are not compared');
    expect(text).not.toContain('<details>');
  });

  test('name the tags that moved, from where to where, and how many are not shown', () => {
    const changes = { ...none, 'tag-moved': 2 };
    const movedTags = [{ ...movedTag, previousDigest: digest('1'), digest: digest('2') }];
    const text = shown({ changes, movedTags });
    expect(text).toContain('2 moved tags: the same tag, another image');
    expect(text).toContain('<bdi class="name">a/b</bdi>:<bdi class="name">latest</bdi>');
    expect(text.indexOf('sha256:111111111111<')).toBeLessThan(text.indexOf('sha256:222222222222<'));
    expect(text).toContain('and 1 more');
    expect(text).not.toContain('No tag points to another image');
  });

  test('show growth with its sign, and what could not be compared', () => {
    const growth = [
      { repository: 'a/more', bytes: 2e9, images: 3 },
      { repository: 'a/less', bytes: -1e9, images: -1 },
    ];
    const text = shown({ growth, notCompared: 'a file is missing' });
    expect(text).toContain('Some repositories are not compared: a file is missing.');
    expect(text).toContain('2 bars, the first a/more with +2 GB.');
    for (const cell of ['+2 GB', '+3', '−1 GB', '−1']) expect(text).toContain(`>${cell}</td>`);
  });
});

describe('registry settings', () => {
  const shown = (settings: object) =>
    registry(
      summaryOf([], {
        registry: { scanning: [], replication: [], templates: [], ...settings } as never,
      }),
    ).text;

  test('that are not set are said to be none', () => {
    const text = shown({});
    expect(text).toContain('<dd>unknown, no rules</dd>');
    expect(text).toContain('<dd>no templates</dd>');
    expect(text).toContain('<dd>none</dd>');
    expect(text).not.toContain('<details>');
  });

  test('can be opened in full, also a policy that is no JSON', () => {
    const text = shown({ scanType: 'BASIC', scanning: [{}, {}], policy: '{"a":1}' });
    expect(text).toContain('BASIC, <details><summary>2 rules</summary>');
    expect(text).toContain(
      '<summary>set</summary><pre tabindex="0">{\n  &#34;a&#34;: 1\n}\n</pre>',
    );
    expect(shown({ policy: 'odd' })).toContain('&#34;odd&#34;\n</pre>');
  });

  test.each([
    // As JSON, a list has two lines more than its texts.
    [198, undefined],
    [199, '… and 1 line more\n'],
    [200, '… and 2 lines more\n'],
  ])('of %i lines and two brackets, 200 are shown', (count, more) => {
    const text = shown({ templates: Array.from({ length: count }, (_, at) => `t${at}`) });
    const [json = ''] = /<pre[^>]*>[^<]*/.exec(text) ?? [];
    expect(json.split('\n').filter((line) => line !== '')).toHaveLength(200 + (more ? 1 : 0));
    if (more === undefined) expect(json).not.toContain('more');
    else expect(json.endsWith(more)).toBe(true);
  });
});
