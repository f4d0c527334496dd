import { hash } from 'node:crypto';
import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { oneLine } from '../../../shared/alerts/quote.ts';
import { version } from '../../program/version.ts';

/** A result before it has its place in a log. */
export interface Found {
  /** The same in every run: users of code scanning filter and dismiss by it. */
  rule: Rule;
  level: 'error' | 'warning' | 'note';
  message: string;
  /** `platform/web:1.4.2`: what of the registry it is about. */
  name: string;
  place: Location['physicalLocation'];
  /** What makes it the same result in another run. */
  identity: readonly string[];
  properties: Readonly<Record<string, unknown>>;
}

export interface Rule {
  id: string;
  /** In a sentence. */
  text: string;
  /** More, where there is some. */
  help?: string;
  link?: string;
  /** 0.1 to 10, as CVSS: how code scanning sorts and names security findings. */
  severity?: number;
  tags: readonly string[];
}

/**
 * Code scanning refuses a run with more results. Of these it shows the 5,000 most severe.
 * Source: GitHub documentation, "SARIF results exceed limit".
 */
export const MOST_RESULTS = 25_000;

/** Characters of a message: code scanning shows one line of it in lists. */
const MOST_CHARACTERS = 1_000;

/**
 * A log of SARIF 2.1.0 with one run.
 *
 * @param found - The most severe first: those beyond MOST_RESULTS are left out, and a notification says so.
 * @param notes - What was not checked, and why.
 */
export function sarifLog(found: readonly Found[], notes: readonly string[]): Log {
  const taken = found.slice(0, MOST_RESULTS);
  const left = found.length - taken.length;
  const rules = rulesOf(taken);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const told = [...(left > 0 ? [leftOut(left)] : []), ...notes.map(notification)];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ecr-steward', semanticVersion: version(), rules } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: told }],
        results: taken.map((each) => resultOf(each, index.get(idOf(each.rule)) ?? 0)),
      },
    ],
  };
}

function resultOf({ rule, level, message, name, ...rest }: Found, ruleIndex: number): Result {
  const fullyQualifiedName = oneLine(name);
  const { place, identity, properties } = rest;
  return {
    ...{ ruleId: idOf(rule), ruleIndex, level },
    message: { text: inert(message) },
    locations: [
      {
        ...(place && { physicalLocation: place }),
        logicalLocations: [{ fullyQualifiedName, kind: 'resource' }],
      },
    ],
    // The name under which code scanning looks for it. What it computes itself, from the line, is the same for all of a rule.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint(rule, identity)}:1` },
    properties,
  };
}

function fingerprint(rule: Rule, identity: readonly string[]): string {
  return hash('sha256', JSON.stringify([rule.id, ...identity])).slice(0, 16);
}

/** Each rule once, with the highest severity that it has anywhere. */
function rulesOf(found: readonly Found[]): ReportingDescriptor[] {
  const byId = Map.groupBy(found, ({ rule }) => idOf(rule));
  return [...byId.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const severities = [first, ...others].flatMap(({ rule }) => rule.severity ?? []);
    return [descriptor(first.rule, Math.max(0, ...severities))];
  });
}

function descriptor(rule: Rule, severity: number): ReportingDescriptor {
  const { text, help = text, link, tags } = rule;
  return {
    id: idOf(rule),
    shortDescription: { text: inert(text) },
    fullDescription: { text: inert(text) },
    help: { text: inert(help) },
    ...(link !== undefined && { helpUri: link }),
    properties: {
      tags: [...tags],
      ...(severity > 0 && { 'security-severity': severity.toFixed(1) }),
    },
  };
}

/** Whoever pushes chooses names of packages, and so ids of findings. */
function idOf({ id }: Rule): string {
  return oneLine(id, 200);
}

/** In SARIF, `[text](address)` in a message is a link: no text from outside can become one. */
function inert(text: string): string {
  return oneLine(text.replaceAll('](', '] ('), MOST_CHARACTERS);
}

function leftOut(number: number): Notification {
  return notification(
    `${number} results are left out, the least severe: code scanning takes ${MOST_RESULTS} at most. --json has all`,
  );
}

function notification(text: string): Notification {
  return { level: 'warning', message: { text: inert(text) } };
}
