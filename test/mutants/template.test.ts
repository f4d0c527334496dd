import { expect, test } from 'vitest';
import { changed, type Json } from '../../mutants/template/change.ts';
import { parseReasons, reasonFor, unused } from '../../mutants/template/explained.ts';
import { judge } from '../../mutants/template/judge.ts';
import { templateMutants } from '../../mutants/template/make.ts';
import { noticedShare } from '../../mutants/template/table.ts';

const statement = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['ecr:DescribeImages', 'ecr:ListImages'],
  Resource: 'arn:aws:ecr:*:*:repository/a',
  Condition: { StringEquals: { 'aws:a': 'b' } },
};

const template: Json = {
  Parameters: { Scanning: { Type: 'String', Default: 'off', AllowedValues: ['off', 'on'] } },
  Conditions: { Scans: { 'Fn::Equals': [{ Ref: 'Scanning' }, 'on'] } },
  Resources: {
    Policy: {
      Type: 'AWS::IAM::RolePolicy',
      Condition: 'Scans',
      Properties: { PolicyDocument: { Statement: [statement] } },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.ecr'],
          detail: { name: ['A', { 'anything-but': ['B', 'C'] }] },
        },
        State: 'ENABLED',
        Targets: [{ Id: 'one', DeadLetterConfig: { Arn: 'queue' } }],
      },
    },
  },
};

test('mutants are small changes, each of a kind, at a place with names', () => {
  const said = templateMutants(template).map(({ kind, at }) => `${kind}: ${at}`);
  expect(said).toEqual([
    'statement of a role removed: Policy.Statement.Read',
    'action of a role removed: Policy.Statement.Read.Action.ecr:DescribeImages',
    'action of a role removed: Policy.Statement.Read.Action.ecr:ListImages',
    'action of a role widened: Policy.Statement.Read.Action.ecr:DescribeImages → "ecr:*"',
    'action of a role widened: Policy.Statement.Read.Action.ecr:ListImages → "ecr:*"',
    'resource of a role widened: Policy.Statement.Read.Resource → "*"',
    'condition of a role removed: Policy.Statement.Read.Condition',
    'IAM RolePolicy removed: Policy',
    'resource made in every stack: Policy.Condition',
    'field of a pattern removed: Rule.EventPattern.source',
    'field of a pattern removed: Rule.EventPattern.detail',
    'field of a pattern removed: Rule.EventPattern.detail.name',
    'value of a pattern removed: Rule.EventPattern.detail.name.A',
    'value of a pattern removed: Rule.EventPattern.detail.name.{"anything-but":["B","C"]}',
    'value of a pattern removed: Rule.EventPattern.detail.name.{"anything-but":["B","C"]}.anything-but.B',
    'value of a pattern removed: Rule.EventPattern.detail.name.{"anything-but":["B","C"]}.anything-but.C',
    'state of a rule switched: Rule.State → "DISABLED"',
    'target removed: Rule.Targets.one',
    'what a rule does after a failure removed: Rule.Targets.one.DeadLetterConfig',
    'Events Rule removed: Rule',
    'bound of a parameter removed: Parameters.Scanning.AllowedValues',
    'value of a parameter removed: Parameters.Scanning.AllowedValues.on',
    'default of a parameter changed: Parameters.Scanning.Default → "on"',
    'condition turned round: Conditions.Scans → {"Fn::Not":[{"Fn::Equals":[{"Ref":"Scanning"},"on"]}]}',
  ]);
});

test('a mutant changes one place, and not the template itself', () => {
  const before = JSON.stringify(template);
  for (const mutant of templateMutants(template)) {
    expect(JSON.stringify(changed(template, mutant)), mutant.at).not.toBe(before);
  }
  expect(JSON.stringify(template)).toBe(before);
});

test('a mutant is noticed by the first check that has a problem with it', () => {
  const [mutant] = templateMutants(template);
  if (!mutant) throw new Error('there is no mutant');
  const first = { nothing: () => [], something: () => ['it is wrong'], more: () => ['it, too'] };
  expect(judge(template, mutant, first)).toBe('something: it is wrong');
  expect(judge(template, mutant, { nothing: () => [] })).toBeUndefined();
  const broken = () => {
    throw new TypeError('a mistake of the check');
  };
  expect(() => judge(template, mutant, { broken })).toThrow('a mistake of the check');
});

test('reasons are of one kind at one place, or at several that are alike', () => {
  const mutants = templateMutants(template);
  const reasons = parseReasons(
    [
      'action of a role widened\tPolicy.*.ecr:ListImages → "ecr:*"\ta',
      'statement of a role removed\tPolicy.*.Other\tb',
    ].join('\n'),
  );
  const explained = mutants.filter((mutant) => reasonFor(mutant, reasons));
  expect(explained).toMatchObject([{ kind: 'action of a role widened' }]);
  expect(unused(reasons, mutants)).toMatchObject([{ reason: 'b' }]);
  expect(() => parseReasons('a\tb')).toThrow('not three columns');
});

test('the share is of those that can be noticed', () => {
  const [mutant] = templateMutants(template);
  if (!mutant) throw new Error('there is no mutant');
  const outcomes = ['noticed', 'noticed', 'explained', 'survived'] as const;
  expect(noticedShare(outcomes.map((outcome) => ({ mutant, outcome })))).toBeCloseTo(2 / 3);
});
