/**
 * The CloudWatch dashboard: whether ecr-steward works, and what it has found. It has each function of serverless.yml,
 * and finds what the functions count by its dimension.
 */
export function dashboard(functions: readonly string[]): object {
  const widgets = [
    deadLetters(),
    perFunction(functions, 'Errors', 'Sum'),
    perFunction(functions, 'Throttles', 'Sum'),
    perFunction(functions, 'AsyncEventAge', 'Maximum'),
    perFunction(functions, 'AsyncEventsDropped', 'Sum'),
    perFunction(functions, 'Duration', 'Maximum'),
    perFunction(functions, 'Invocations', 'Sum'),
    ...ours,
  ];
  const body = { widgets: widgets.map(placed) };
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: { Ref: 'AWS::StackName' },
      DashboardBody: { 'Fn::Sub': JSON.stringify(body) },
    },
  };
}

const FIVE_MINUTES = 300;
const HOUR = 3600;
const DAY = 86_400;

/** Two side by side: a dashboard has 24 columns. */
const SIZE = { width: 12, height: 6 };

function placed(properties: object, at: number): object {
  const x = (at % 2) * SIZE.width;
  const y = Math.floor(at / 2) * SIZE.height;
  return { type: 'metric', x, y, ...SIZE, properties: { ...chart, ...properties } };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the value in
const chart = { view: 'timeSeries', region: '${AWS::Region}' };

function deadLetters(): object {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the value in
  const queue = '${DeadLetters.QueueName}';
  const metrics = [
    ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue, { label: 'waiting' }],
  ];
  return { title: 'Dead-letter queue', metrics, stat: 'Maximum', period: FIVE_MINUTES };
}

function perFunction(functions: readonly string[], metric: string, stat: string): object {
  const metrics = functions.map((key) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    `\${AWS::StackName}-${key}`,
    { label: key },
  ]);
  return { title: metric, metrics, stat, period: FIVE_MINUTES };
}

/** What `count` of shared/runtime/metrics.ts writes: all metrics with this dimension. */
const counted = {
  title: 'What the functions count',
  metrics: [[{ expression: `SEARCH('{EcrSteward,service}', 'Sum', ${HOUR})` }]],
};

/** The actions of all functions, by outcome: done, held back by a limit, only observed, failed. */
const actions = {
  title: 'Actions',
  metrics: ['ActsDone', 'ActsHeld', 'ActsObserved', 'ActsFailed'].map((name) => [
    { expression: `SEARCH('{EcrSteward,service} MetricName="${name}"', 'Sum', ${HOUR})` },
  ]),
};

/** How many capabilities are paused, in each hour in which any is: nothing else is written. */
const paused = {
  title: 'Paused capabilities',
  metrics: [
    [{ expression: `SEARCH('{EcrSteward,service} MetricName="Paused"', 'Maximum', ${HOUR})` }],
  ],
};

/** What shared/inventory/publish/metrics.ts writes each night, by unit. */
const ours: readonly object[] = [
  counted,
  actions,
  paused,
  registry('Counts', ['Repositories', 'UnreadRepositories', 'Images', 'Tags', 'UntaggedImages']),
  registry('Bytes', ['StoredBytes']),
  registry('Percent of the quotas', ['RepositoriesQuotaUsed', 'ImagesPerRepositoryQuotaUsed']),
];

/** A line for each registry, also of other accounts and regions. */
function registry(title: string, names: readonly string[]): object {
  const metrics = names.map((name) => {
    const words = `{EcrSteward,account,region} MetricName="${name}"`;
    return [{ expression: `SEARCH('${words}', 'Maximum', ${DAY})` }];
  });
  return { title: `The registries: ${title.toLowerCase()}`, metrics };
}
