import type { RegistrySettings } from '../../../registry/settings/registry-settings.ts';
import type { Summary } from '../../summary/summary.ts';
import { details, section } from '../elements.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';

const linesAtMost = 200;

/** The registry's own settings, in short; each can be opened in full. */
export function registry({ registry: settings }: Summary): Html {
  const { policy, scanType, scanning, replication, templates } = settings;
  const line = (title: string, value: Html) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`;
  return section(
    'registry',
    'Registry settings',
    html`<dl class="settings">
${line('Scanning', html`${scanType ?? 'unknown'}, ${list(scanning, 'rule')}`)}
${line('Replication', list(replication, 'rule'))}
${line('Creation templates', list(templates, 'template'))}
${line('Policy', policy === undefined ? html`none` : details('set', json(parsed(policy))))}
</dl>`,
  );
}

function list(values: RegistrySettings['templates'], what: string): Html {
  if (values.length === 0) return html`no ${what}s`;
  return details(count(values.length, what), json(values));
}

function parsed(policy: string): unknown {
  try {
    return JSON.parse(policy);
  } catch {
    return policy;
  }
}

function json(value: unknown): Html {
  const lines = JSON.stringify(value, undefined, 2).split('\n');
  const rest = lines.length - linesAtMost;
  const shown = lines.slice(0, linesAtMost).map((line) => html`${line}\n`);
  const more = rest > 0 ? html`… and ${count(rest, 'line')} more\n` : undefined;
  return html`<pre tabindex="0">${shown}${more}</pre>`;
}
