import { BlockList, isIP } from 'node:net';
import { compileArn } from './arn.ts';
import { compilePattern, type TextTest } from './pattern.ts';

/** Compiles a value of a condition. @param variables are variables replaced? */
type Compile = (value: string, variables: boolean) => TextTest;

/** An operator of a condition, without its prefix and `IfExists`. */
export interface Operator {
  readonly compile: Compile;
  /** Is it the opposite of another one, such as `StringNotEquals`? */
  readonly negated: boolean;
}

const equals: Compile = (value, variables) =>
  compilePattern(value, { wildcards: false, variables });

/** All operators but `Null` (IAM user guide, "Condition operators"). */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ...pair('StringEquals', 'StringNotEquals', equals),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', (value, variables) =>
    compilePattern(value, { wildcards: false, variables, ignoreCase: true }),
  ),
  ...pair('StringLike', 'StringNotLike', (value, variables) =>
    compilePattern(value, { wildcards: true, variables }),
  ),
  ...pair('ArnEquals', 'ArnNotEquals', compileArn),
  ...pair('ArnLike', 'ArnNotLike', compileArn),
  ...pair('IpAddress', 'NotIpAddress', inRange),
  ...comparisons('Numeric', numberOf),
  ...comparisons('Date', dateOf),
  only('Bool', (value) => (given) => given.toLowerCase() === value.toLowerCase()),
  only('BinaryEquals', (value) => (given) => given === value),
]);

function only(name: string, compile: Compile): [string, Operator] {
  return [name, { compile, negated: false }];
}

function pair(name: string, opposite: string, compile: Compile): [string, Operator][] {
  return [only(name, compile), [opposite, { compile, negated: true }]];
}

/** What cannot be read compares as unequal, and as neither greater nor less. */
function comparisons(kind: string, read: (text: string) => number): [string, Operator][] {
  const by = (compare: (given: number, value: number) => boolean): Compile => {
    return (value) => (given) => compare(read(given), read(value));
  };
  return [
    ...pair(
      `${kind}Equals`,
      `${kind}NotEquals`,
      by((given, value) => given === value),
    ),
    only(
      `${kind}LessThan`,
      by((given, value) => given < value),
    ),
    only(
      `${kind}LessThanEquals`,
      by((given, value) => given <= value),
    ),
    only(
      `${kind}GreaterThan`,
      by((given, value) => given > value),
    ),
    only(
      `${kind}GreaterThanEquals`,
      by((given, value) => given >= value),
    ),
  ];
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** ISO 8601, or seconds since 1970. */
function dateOf(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** `203.0.113.0/24`, `2001:DB8::/32`, or a single address. */
function inRange(range: string): TextTest {
  const [network = '', prefix] = range.split('/');
  const family = familyOf(network);
  if (!family) return () => false;
  const block = new BlockList();
  try {
    block.addSubnet(network, prefix === undefined ? bits[family] : Number(prefix), family);
  } catch {
    return () => false; // no such prefix: AWS refuses the policy
  }
  return (address) => familyOf(address) === family && block.check(address, family);
}

const bits = { ipv4: 32, ipv6: 128 } as const;

function familyOf(address: string): keyof typeof bits | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
