import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, Notice } from '../../../../shared/alerts/alert.ts';
import { asChat } from '../../../../shared/alerts/delivery/chat.ts';
import { messageOf } from '../../../../shared/alerts/delivery/message.ts';
import { asJson } from '../../../../shared/alerts/delivery/record.ts';
import { asText } from '../../../../shared/alerts/delivery/text.ts';
import { noticeFrom } from '../../../../shared/alerts/origin.ts';
import { clipped, forChat, oneLine } from '../../../../shared/alerts/quote.ts';
import {
  alertOf,
  everywhere,
  home,
  hostile,
  noticeOf,
  quarantined,
  startPeople,
} from '../alerts.ts';

describe('text', () => {
  test('says what, what was done, what to do, where and how bad', () => {
    const mail = asText(messageOf([noticeOf(quarantined)]));
    expect(mail).toBe(`1 naming violation in platform/web

- "latest" is not semver (such as 1.4.2) (rule: versions only)

Done:
- The tag is removed. The image stays, as platform/web:quarantine-fa15c8ce4954

To do:
- Push it again under a valid tag
- Or give it this tag back: npx ecr-steward release platform/web:latest

Where: platform/web:latest in 123456789012/eu-west-1 (stage dev)
Kind: naming.violation, warning`);
  });

  test('says once what all have in common, and breaks lines between words only', () => {
    const notices: [Notice, Notice] = [
      noticeOf(quarantined),
      noticeOf({
        todo: [
          'Push it again under a valid tag',
          'See https://wiki.example.org/a-long-address-that-stays-whole/to-be-clicked, and do npx ecr-steward check',
        ],
      }),
    ];
    expect(asText(messageOf(notices))).toBe(`2 naming violations in 2 repositories

- platform/web:latest: "latest" is not semver (such as 1.4.2) (rule: versions
    only)
  Done: The tag is removed. The image stays, as
      platform/web:quarantine-fa15c8ce4954
  To do: Or give it this tag back: npx ecr-steward release platform/web:latest
- a/b:latest: "latest" is not semver
  To do: See
      https://wiki.example.org/a-long-address-that-stays-whole/to-be-clicked,
      and do npx ecr-steward check

To do:
- Push it again under a valid tag

Where: 123456789012/eu-west-1 (stage dev)`);
  });
});

describe('chat', () => {
  const descriptionOf = (change: Partial<Alert>, state?: Notice['state']): string =>
    JSON.parse(asChat(messageOf([noticeOf(change, state)]))).content.description;

  test.each<[string, Partial<Alert>, Notice['state'], string[]]>([
    ['what it is', {}, 'raised', ['• "latest" is not semver']],
    [
      'what was done',
      { done: ['The image stays'] },
      'raised',
      ['• "latest" is not semver', '*Done*', '• The image stays'],
    ],
    ['that it is over', { done: ['The image stays'] }, 'cleared', ['Resolved: a/b:latest']],
  ])('says %s, and where', (_, change, state, lines) => {
    expect(descriptionOf(change, state).split('\n').slice(0, -1)).toEqual(lines);
    expect(descriptionOf(change, state)).toMatch(/\nWhere: a\/b:latest/);
  });
});

test.each([
  [5, /: p0, p1, p2, p3, p4$/],
  [6, / in 6 places$/],
])('a title of %i places without a repository ends %s', (count, end) => {
  const [first, ...others] = Array.from({ length: count }, (_, at) =>
    noticeOf({ where: { text: `p${at}` } }),
  );
  expect(first && messageOf([first, ...others]).title).toMatch(end);
});

describe('what is too long', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);

  test.each([
    [5, 'xxxxx'],
    [4, 'xxx…'],
  ])('is cut after %i characters: %s', (most, text) => {
    expect(clipped('xxxxx', most)).toBe(text);
  });

  test('is counted: of JSON more than fifty lines, of text what one message has', () => {
    const jsonOf = (count: number) =>
      JSON.parse(asJson(messageOf([noticeOf({ what: lines(count) })]))).alerts[0].what;
    expect(jsonOf(50)).toEqual(lines(50));
    expect(jsonOf(51)).toEqual([...lines(50), 'and 1 more']);
    const textOf = (count: number) => asText(messageOf([noticeOf({ what: lines(count) })]));
    const more = (count: number) => /and (\d+) more/.exec(textOf(count))?.[1];
    const most = lines(500).findIndex((_, at) => more(at + 1) !== undefined);
    expect(more(most)).toBeUndefined();
    expect(more(most + 1)).toBe('1');
  });

  test('is a subject of more than a hundred characters', async () => {
    const { peopleWith, mails } = await startPeople();
    const room = 100 - '[123456789012/eu-west-1] '.length;
    for (const length of [room, room + 1]) {
      const cause = { id: `${length}`, windowSeconds: 60 };
      await peopleWith().notify([alertOf({ cause, title: 'x'.repeat(length) })]);
    }
    expect(mails().map(({ Subject }) => Subject.slice(25))).toEqual([
      'x'.repeat(room),
      `${'x'.repeat(room - 3)}...`,
    ]);
  });
});

/** What may come from others: a name of the list, or anything. */
const names = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 400 }));

const alerts = fc
  .record({ name: names, tag: names, count: fc.integer({ min: 1, max: 4 }) })
  .map(({ name, tag, count }) =>
    alertOf({
      title: `1 naming violation in ${name}`,
      where: { text: `${name}:${tag}`, repository: name, tag },
      what: Array<string>(count).fill(`"${tag}" is not semver`),
      done: [`The image stays, as ${name}`],
      todo: [`Push ${tag} again`],
    }),
  );

const notices = fc
  .array(alerts, { minLength: 1, maxLength: 4 })
  .map(
    (list) =>
      list.map((alert) => noticeFrom(home, { alert, state: 'raised' })) as [Notice, ...Notice[]],
  );

/** What moves a cursor, hides, turns text around, or ends a line. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('no name can break', () => {
  test('a line', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(oneLine(name)).not.toMatch(unprintable);
        expect(oneLine(name).length).toBeLessThanOrEqual(1_000);
      }),
    );
  });

  test('an e-mail: its lines are those that ours would have', () => {
    fc.assert(
      fc.property(notices, (list) => {
        const text = asText(messageOf(list));
        expect(text.replaceAll('\n', '')).not.toMatch(unprintable);
        const starts = text.split('\n').filter((line) => line && !line.startsWith('    '));
        for (const line of starts.slice(1)) {
          expect(line).toMatch(/^(- | {2}|Done:$|To do:$|(Where|Since|Kind):)/);
        }
      }),
    );
  });

  test('a chat: it calls nobody, hides no address, formats nothing', () => {
    fc.assert(
      fc.property(names, (name) => {
        const text = forChat(name);
        expect(text).not.toMatch(/[<>]|(?<!\u200b)[*~`@[\]|]/);
        expect(text.replaceAll('\u200b', '')).not.toMatch(unprintable);
      }),
    );
    fc.assert(
      fc.property(notices, (list) => {
        const { content, metadata } = JSON.parse(asChat(messageOf(list)));
        expect(JSON.stringify(content)).not.toMatch(/<!|<@|<http|\]\(/);
        expect(content.title.length).toBeLessThanOrEqual(2_000);
        expect(metadata.eventType).toBe('naming.violation');
      }),
    );
  });

  test('JSON: names are in it as they are', () => {
    fc.assert(
      fc.property(alerts, (alert) => {
        const read = JSON.parse(asJson(messageOf([noticeFrom(home, { alert, state: 'raised' })])));
        expect(read.alerts[0].where.repository).toBe(alert.where.repository);
      }),
    );
  });

  test('a message of SNS: subject and attributes are taken', async () => {
    const { peopleWith, mails, topic } = await startPeople();
    const copies = [{ topicArn: topic('chat'), format: 'chatbot' as const }];
    for (const [index, name] of hostile.entries()) {
      const where = { text: name, repository: name, tag: name, rule: name };
      const cause = { id: `${index}`, windowSeconds: 60 };
      await peopleWith({ copies }).notify([alertOf({ cause, where, title: name, what: [name] })]);
    }
    expect(mails()).toHaveLength(hostile.length);
    expect(mails('chat')).toHaveLength(hostile.length);
    for (const { Subject, MessageAttributes } of mails()) {
      expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
      expect(Object.keys(MessageAttributes).length).toBeLessThanOrEqual(10);
      expect(MessageAttributes.repository?.Value).not.toMatch(unprintable);
    }
  });
});

describe('an event of our own', () => {
  test.each(['alert-naming-violation', 'alert-cleared'])('is as %s.json has it', async (sample) => {
    const { clock, now, peopleWith, events } = await startPeople();
    const digest = `sha256:${'0'.repeat(64)}`;
    const alert = alertOf({
      ...quarantined,
      cause: { id: 'naming/platform/web/5f1d7a84db00d2fce00b31a7fc73224f', windowSeconds: 3600 },
      where: { text: 'platform/web:latest', repository: 'platform/web', tag: 'latest', digest },
      stands: true,
    });
    await peopleWith().notify([alert]);
    clock.minutes = 60;
    await peopleWith().resolve(
      { kinds: ['naming.violation'], began: now(), covers: everywhere },
      [],
    );
    const [raised, cleared] = events;
    const sent = sample === 'alert-cleared' ? cleared : raised;
    const stored = JSON.parse(readFileSync(`events/ecr-steward/${sample}.json`, 'utf8'));
    expect({ ...sent, id: stored.id, time: stored.time }).toEqual(stored);
  });
});
