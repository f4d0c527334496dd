/** A unit that AWS bills, at the list price of us-east-1 in US dollars, without free tiers. */
export interface Price {
  dollars: number;
  per: string;
  /** AWS's price page; figures from secondary sources of 2026, as price pages show them only by script. */
  source: string;
}

const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const dynamoDb = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';

/** What the stack can be billed for while nothing happens. */
export const prices = {
  alarm: { dollars: 0.1, per: 'metric of an alarm and month', source: cloudWatch },
  dashboard: { dollars: 3, per: 'dashboard of more than 50 metrics and month', source: cloudWatch },
  metric: { dollars: 0.3, per: 'metric and month, by hours with data', source: cloudWatch },
  logs: { dollars: 0.5, per: 'GB of logs', source: cloudWatch },
  key: { dollars: 1, per: 'KMS key and month', source: 'https://aws.amazon.com/kms/pricing/' },
  invocation: { dollars: 0.000_000_2, per: 'invocation', source: lambda },
  gigabyteSecond: { dollars: 0.000_013_333_4, per: 'GB-second, arm64', source: lambda },
  tableRequest: { dollars: 0.000_000_625, per: 'write of 1 kB; reads cost less', source: dynamoDb },
  tableBackup: { dollars: 0.45, per: 'GB with point-in-time recovery and month', source: dynamoDb },
  objectRequest: {
    dollars: 0.000_005,
    per: 'object written',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
} as const satisfies Record<string, Price>;

/** A row for each price: per what, how much, where from. */
export function priceRows(): string[][] {
  return Object.values(prices).map(({ dollars, per, source }) => [
    per,
    amount(dollars),
    `[${new URL(source).hostname}](${source})`,
  ]);
}

/** `3.00`, or `0.625 for a million`. */
function amount(dollars: number): string {
  if (dollars >= 0.01) return dollars.toFixed(2);
  return `${Number((dollars * 1e6).toFixed(4))} for a million`;
}
