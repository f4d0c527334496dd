import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  PolicyTextError,
  parsePolicy,
  replacingStatement,
  withoutStatement,
  withStatement,
} from '../../../../shared/registry/policy/text.ts';

const ours = { Sid: 'EcrStewardPullersX', Effect: 'Allow' };
const oursJson = JSON.stringify(ours);

/** As somebody has typed it: odd white space, odd order of keys, escapes, brackets and commas in texts. */
const first = `{ "Resource":"arn:aws:ecr:eu-west-1:1:repository/[a],{b}\\"/*" ,
     "Sid" : "replicat\\u0065",  "Effect":"Allow", "Action" : [ "ecr:ReplicateImage" ] }`;
const second = '{"Effect":"Deny","Sid":"b","Condition":{"Bool":{"aws:x":"false"}},"Action":"*"}';
const policy = (statements: string) =>
  `{\t"Statement"  :[ ${statements}\n ] , "Version":"2012-10-17" ,"Id":"\\\\" }`;

describe('a statement', () => {
  test('comes after the others, which stay byte for byte', () => {
    const before = policy(`${first} ,\n ${second}`);
    const after = withStatement(parsePolicy(before), ours);
    expect(after).toBe(policy(`${first} ,\n ${second},${oursJson}`));
  });

  test('takes its place among the others', () => {
    const before = policy(`${first}, ${second} , ${first}`);
    const after = replacingStatement(parsePolicy(before), 1, ours);
    expect(after).toBe(policy(`${first}, ${oursJson} , ${first}`));
  });

  test.each([
    ['first', 0, policy(`${oursJson} , ${first}`), policy(first)],
    ['middle', 1, policy(`${first}, ${oursJson} , ${second}`), policy(`${first} , ${second}`)],
    ['last', 1, policy(`${first} , ${oursJson}`), policy(first)],
  ])('goes from the %s place', (_, index, before, after) => {
    expect(withoutStatement(parsePolicy(before), index)).toBe(after);
  });

  test('that is the only one leaves no policy', () => {
    expect(withoutStatement(parsePolicy(policy(oursJson)), 0)).toBeUndefined();
  });

  test('joins one that is no list, whose text stays', () => {
    const alone = `{"Version":"2012-10-17", "Statement": ${first} }`;
    const after = withStatement(parsePolicy(alone), ours);
    expect(after).toBe(`{"Version":"2012-10-17", "Statement": [${first},${oursJson}] }`);
  });
});

test.each(['', 'no JSON', '[]', '{}', 'null'])('%j is told to be no policy', (text) => {
  expect(() => parsePolicy(text)).toThrow(PolicyTextError);
});

test('any policy is the same text again when a statement came and went', () => {
  const statement = fc.dictionary(fc.string(), fc.jsonValue());
  const anyPolicy = fc.record({
    Id: fc.string(),
    Statement: fc.array(statement, { minLength: 1 }),
  });
  const indent = fc.constantFrom(undefined, 1, '\t ', 4);
  fc.assert(
    fc.property(anyPolicy, indent, (document, space) => {
      const text = JSON.stringify(document, undefined, space);
      const added = withStatement(parsePolicy(text), ours);
      expect(parsePolicy(added).statements.map(({ value }) => value)).toEqual([
        ...(JSON.parse(text) as { Statement: object[] }).Statement,
        ours,
      ]);
      expect(withoutStatement(parsePolicy(added), document.Statement.length)).toBe(text);
    }),
  );
});
