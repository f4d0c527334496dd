import { Logger } from '@aws-lambda-powertools/logger';

/** The logger of all functions: one JSON object per line, level by `POWERTOOLS_LOG_LEVEL` (default INFO). */
export const logger = new Logger({ serviceName: 'ecr-steward' });
