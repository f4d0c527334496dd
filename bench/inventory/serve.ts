import { type Fault, startLocalAws } from '../../local/aws.ts';
import type { SyntheticSize } from '../../local/ecr/synthetic/size.ts';

/** A synthetic registry in a separate process; its parent may request the number of calls. */
export interface Served {
  endpoint: string;
  region: string;
}

export interface Asked {
  /** Calls that were answered or throttled, by operation. */
  calls: Record<string, number>;
  throttled: number;
}

const { synthetic, faults } = JSON.parse(process.argv[2] ?? '{}') as {
  synthetic: SyntheticSize;
  faults: Fault[];
};
const aws = await startLocalAws({ synthetic, faults, auth: false });
const asked: Asked = { calls: {}, throttled: 0 };
aws.onExchange(({ operation, error }) => {
  asked.calls[operation] = (asked.calls[operation] ?? 0) + 1;
  if (error?.name === 'ThrottlingException') asked.throttled += 1;
});
process.on('message', () => process.send?.(asked));
process.send?.({ endpoint: aws.endpoint, region: aws.region } satisfies Served);
