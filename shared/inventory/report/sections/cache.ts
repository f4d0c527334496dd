import type { CacheSummary, Summary } from '../../summary/summary.ts';
import { name, remark, table, wideSection } from '../elements.ts';
import { figure, size } from '../format.ts';
import { type Html, html } from '../html.ts';

const atMost = 100;

/** The pull through cache rules, what they have cached, and whether ECR can log in for them. */
export function cache({ cache: rules }: Summary): Html {
  if (rules.length === 0) {
    return wideSection('cache', 'Cache', remark('The registry has no pull through cache rules.'));
  }
  return wideSection(
    'cache',
    'Cache',
    table({
      caption: 'Pull through cache rules',
      columns: [
        { title: 'Rule', kind: 'name' },
        { title: 'Upstream', kind: 'name' },
        { title: 'Repositories', kind: 'figure' },
        { title: 'Images', kind: 'figure' },
        { title: 'Size', kind: 'figure' },
        { title: 'Login', kind: 'name' },
      ],
      rows: rules
        .slice(0, atMost)
        .map((rule) => [
          name(rule.prefix),
          name(rule.upstream),
          figure(rule.repositories),
          figure(rule.images),
          size(rule.bytes),
          login(rule),
        ]),
      total: rules.length,
    }),
  );
}

function login({ valid, failure }: CacheSummary): Html {
  const why = failure === undefined ? undefined : html`: ${name(failure)}`;
  if (valid === true) return html`<span class="good">✓ ok</span>`;
  if (valid === false) return html`<strong class="bad">✗ failed</strong>${why}`;
  if (valid === 'unknown') return html`<strong class="warn">? unknown</strong>${why}`;
  return html`not tried, or no login needed`;
}
