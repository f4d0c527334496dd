import { declaredIn } from './declared.ts';

/**
 * Permissions of the functions that remove tags to ask who runs an image. They depend on registry.yml, so that they
 * cannot be YAML: only where it has such rules, and only for the sources in `use:`.
 */
export function useRights({ roles, sources }: Asked): { Resources: object } {
  const statements = sources.flatMap((source) => statementsOf[source] ?? []);
  if (statements.length === 0) return { Resources: {} };
  const policy = (role: string) => ({
    Type: 'AWS::IAM::RolePolicy',
    Properties: {
      RoleName: { Ref: role },
      PolicyName: 'see-who-runs-images',
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
    },
  });
  const entries = roles.map((role) => [`${role}UseRights`, policy(role)]);
  return { Resources: Object.fromEntries(entries) as object };
}

interface Asked {
  /** Of the functions that remove tags. */
  roles: readonly string[];
  sources: readonly string[];
}

function own(service: string, resource: string) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the values in
  const account = '${AWS::Region}:${AWS::AccountId}';
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:${account}:${resource}` };
}

const statementsOf: Record<string, object[]> = {
  ecs: [
    {
      Sid: 'ListWhoRunsImages',
      Effect: 'Allow',
      Action: [
        'ecs:ListClusters',
        'ecs:ListServices',
        'ecs:ListTasks',
        'ecs:DescribeTaskDefinition',
      ],
      Resource: '*', // no resource level, or a condition on the cluster
    },
    {
      Sid: 'ReadWhoRunsImages',
      Effect: 'Allow',
      Action: ['ecs:DescribeServices', 'ecs:DescribeTasks'],
      Resource: [own('ecs', 'service/*'), own('ecs', 'task/*')],
    },
  ],
  lambda: [
    {
      Sid: 'ListFunctions',
      Effect: 'Allow',
      Action: 'lambda:ListFunctions',
      Resource: '*', // no resource level
    },
    {
      Sid: 'ReadImagesOfFunctions',
      Effect: 'Allow',
      Action: 'lambda:GetFunction',
      Resource: own('lambda', 'function:*'),
    },
  ],
};

/** Reads registry.yml unchecked: bundling the functions reports what is wrong with it. */
export function usesAskedFor(file: string): Asked {
  const { naming, scanning, use } = declaredIn(file) as {
    naming?: { tags?: unknown };
    scanning?: { rules?: unknown };
    use?: { sources?: unknown };
  };
  const tags = actionsOf(naming?.tags);
  const scans = actionsOf(scanning?.rules);
  return {
    roles: [
      ...(tags.includes('quarantine') ? ['PushRole'] : []),
      ...(tags.some((action) => action !== 'report') ? ['NamingRole'] : []),
      ...(scans.includes('quarantine') ? ['ScanRole', 'ScanSweepRole'] : []),
    ],
    sources: Array.isArray(use?.sources) ? use.sources.map(String) : Object.keys(statementsOf),
  };
}

function actionsOf(rules: unknown): string[] {
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: { action?: unknown } | null) => String(rule?.action ?? 'report'));
}
