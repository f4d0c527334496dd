/**
 * How every AWS client of ours is made.
 *
 * ECR publishes no rate for its Describe, List and rule calls, and scanners of whole registries report
 * that the SDK's usual 3 attempts are not enough. `adaptive` slows the client down as soon as AWS
 * throttles it, `maxAttempts` lets a burst of throttling pass.
 */
export const clientDefaults = { maxAttempts: 8, retryMode: 'adaptive' } as const;
